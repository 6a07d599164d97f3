import { FairShare } from './fair-share.ts';
import { Heap } from './heap.ts';
import { VisibleMessages } from './visible-messages.ts';

export type Message = { id: number; text: string; group: string; visible_at: number; receives: number };

/** The messages of one queue: those that anyone may receive now, and those that time will show. */
export class MessageStore {
  readonly #all = new Map<number, Message>();
  /** By group. */
  readonly #visible = new Map<string, VisibleMessages>();
  readonly #fairShare = new FairShare();
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

  /** @param group whose message it is */
  add(text: string, group: string, { visibleAt, now }: { visibleAt: number; now: number }): void {
    this.#added += 1;
    const message = { id: this.#added, text, group, visible_at: visibleAt, receives: 0 };
    this.#all.set(message.id, message);
    this.hide(message, visibleAt, now);
  }

  hide(message: Message, until: number, now: number): void {
    message.visible_at = until;
    if (until <= now) this.#shows(message, now);
    else this.#hidden.push({ message, until });
  }

  remove(id: number, now: number): void {
    this.#fairShare.ended(id, now);
    this.#all.delete(id);
  }

  /**
   * Takes a message that is visible at that time; it is in no list until it is hidden again. Messages of groups that take
   * no more than their share go first, and then those that were visible first.
   *
   * @param choose picks one of the foremost so many of a group, as SQS's order is best effort
   */
  take(now: number, choose: (count: number) => number): Message | undefined {
    this.#show(now);
    const isThere = (message: Message) => this.#all.has(message.id) && message.visible_at <= now;
    const groups = [...this.#visible].flatMap(([group, messages]) => {
      const since = messages.since(isThere);
      return since === undefined ? [] : [{ messages, since, noisy: this.#fairShare.isNoisy(group, now) }];
    });
    groups.sort((one, other) => Number(one.noisy) - Number(other.noisy) || one.since - other.since);
    for (const { messages } of groups) {
      const message = messages.take(isThere, choose);
      if (!message) continue;
      this.#fairShare.began(message, now);
      return message;
    }
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
      if (shown) this.#shows(shown.message, until);
    }
  }

  #shows(message: Message, at: number): void {
    this.#fairShare.ended(message.id, at);
    const messages = this.#visible.get(message.group) ?? new VisibleMessages();
    this.#visible.set(message.group, messages);
    messages.push(message);
  }

  #isCurrent({ message, until }: { message: Message; until: number }): boolean {
    return this.#all.has(message.id) && message.visible_at === until;
  }
}
