import type { Message } from './message-store.ts';

type IsThere = (message: Message) => boolean;

/** The messages of one group that anyone may receive, in the order in which they showed. */
export class VisibleMessages {
  /** From `#first` on; a message that went or was hidden since stays in until it is passed. */
  #messages: Message[] = [];
  #first = 0;

  push(message: Message): void {
    this.#messages.push(message);
  }

  /** Since when the first of them could have been received. */
  since(isThere: IsThere): number | undefined {
    while (this.#first < this.#messages.length && !isThere(this.#messages[this.#first] as Message)) this.#first += 1;
    this.#tidy();
    return this.#messages[this.#first]?.visible_at;
  }

  take(isThere: IsThere, choose: (count: number) => number): Message | undefined {
    for (; this.#first < this.#messages.length; this.#first += 1) {
      const chosen = this.#first + choose(this.#messages.length - this.#first);
      const message = this.#messages[chosen] as Message;
      this.#messages[chosen] = this.#messages[this.#first] as Message;
      if (!isThere(message)) continue;
      this.#first += 1;
      return message;
    }
    return undefined;
  }

  #tidy(): void {
    if (this.#first < 1000 || this.#first < this.#messages.length / 2) return;
    this.#messages = this.#messages.slice(this.#first);
    this.#first = 0;
  }
}
