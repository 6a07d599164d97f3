import { Heap } from './heap.ts';

export type Message = { id: number; text: string; visible_at: number; receives: number };

/** The messages of one queue: those that anyone may receive now, and those that time will show. */
export class MessageStore {
  readonly #all = new Map<number, Message>();
  /** From `#first` on; a message that went or was hidden since stays in until it is passed. */
  #visible: Message[] = [];
  #first = 0;
  readonly #hidden = new Heap<{ message: Message; until: number }>((one, other) =>
    one.until === other.until ? one.message.id < other.message.id : one.until < other.until,
  );
  #added = 0;

  get size(): number {
    return this.#all.size;
  }

  all(): Message[] {
    return [...this.#all.values()];
  }

  find(id: number): Message | undefined {
    return this.#all.get(id);
  }

  add(text: string, visibleAt: number, now: number): void {
    this.#added += 1;
    const message = { id: this.#added, text, visible_at: visibleAt, receives: 0 };
    this.#all.set(message.id, message);
    this.hide(message, visibleAt, now);
  }

  hide(message: Message, until: number, now: number): void {
    message.visible_at = until;
    if (until <= now) this.#visible.push(message);
    else this.#hidden.push({ message, until });
  }

  remove(id: number): void {
    this.#all.delete(id);
  }

  /**
   * Takes a message that is visible at that time; it is in no list until it is hidden again.
   *
   * @param choose picks one of the foremost so many, as SQS's order is best effort
   */
  take(now: number, choose: (count: number) => number): Message | undefined {
    this.#show(now);
    for (; this.#first < this.#visible.length; this.#first += 1) {
      const chosen = this.#first + choose(this.#visible.length - this.#first);
      const message = this.#visible[chosen] as Message;
      this.#visible[chosen] = this.#visible[this.#first] as Message;
      if (!this.#isThere(message, now)) continue;
      this.#first += 1;
      this.#tidy();
      return message;
    }
    this.#tidy();
    return undefined;
  }

  /** When the next hidden message will show; undefined when none is hidden. */
  nextShows(): number | undefined {
    for (;;) {
      const next = this.#hidden.peek();
      if (!next || this.#isCurrent(next)) return next?.until;
      this.#hidden.pop();
    }
  }

  #show(now: number): void {
    for (;;) {
      const until = this.nextShows();
      if (until === undefined || until > now) return;
      const shown = this.#hidden.pop();
      if (shown) this.#visible.push(shown.message);
    }
  }

  #isCurrent({ message, until }: { message: Message; until: number }): boolean {
    return this.#all.has(message.id) && message.visible_at === until;
  }

  #isThere(message: Message, now: number): boolean {
    return this.#all.has(message.id) && message.visible_at <= now;
  }

  #tidy(): void {
    if (this.#first < 1000 || this.#first < this.#visible.length / 2) return;
    this.#visible = this.#visible.slice(this.#first);
    this.#first = 0;
  }
}
