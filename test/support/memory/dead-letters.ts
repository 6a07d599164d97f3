import type { DeadLetters, Received } from '../../../core/shared/ports.ts';

/** SQS gives at most 10 messages at once. */
const AT_ONCE = 10;

type Letter = { body: string; receipt: string; hidden: boolean };

/** A dead-letter queue. Messages stay hidden until they are released: no time passes for them. */
export class MemoryDeadLetters implements DeadLetters {
  #letters: Letter[] = [];
  #set = 0;
  readonly sentBack: string[] = [];

  setAside(body: string): void {
    this.#set += 1;
    this.#letters.push({ body, receipt: `r${this.#set}`, hidden: false });
  }

  async receive(): Promise<Received<string>[]> {
    const visible = this.#letters.filter((letter) => !letter.hidden).slice(0, AT_ONCE);
    for (const letter of visible) letter.hidden = true;
    return visible.map(({ body, receipt }) => ({ body, receipt }));
  }

  async release(receipt: string): Promise<void> {
    for (const letter of this.#letters) if (letter.receipt === receipt) letter.hidden = false;
  }

  async sendBack(body: string): Promise<void> {
    this.sentBack.push(body);
  }

  async delete(receipt: string): Promise<void> {
    this.#letters = this.#letters.filter((letter) => letter.receipt !== receipt);
  }

  /** What is still set aside and visible, for a test to look at. */
  bodies(): string[] {
    return this.#letters.filter((letter) => !letter.hidden).map(({ body }) => body);
  }
}
