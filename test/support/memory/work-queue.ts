import type * as z from 'zod';
import { CLAIM_SECONDS } from '../../../core/job/job-writes.ts';
import { RefusedForGoodError } from '../../../core/shared/errors.ts';
import { asciiJson, parseJson } from '../../../core/shared/json.ts';
import type { Log, QueueDepth, Received, SendOptions, WorkQueue } from '../../../core/shared/ports.ts';
import type { VirtualClock } from './clock.ts';
import { type Message, MessageStore } from './message-store.ts';

type QueueOptions<Schema> = {
  schema: Schema;
  log: Log;
  /** Default: what the `jobs` queue is deployed with. */
  visibility_seconds?: number;
  /** Receives after which a message is set aside. Default: never. */
  max_receives?: number;
  /** How often a message that is sent once is there; SQS promises at least once. Default: once. */
  copies?: () => number;
  /** Which of so many visible messages comes next; SQS's order is best effort. Default: the first. */
  choose?: (count: number) => number;
  /** Bodies that this queue will never take. Default: those with characters that SQS refuses. */
  refuses?: (body: unknown) => boolean;
  /** Told of each receive: the text, and since when it could have been received. */
  on_receive?: (text: string, visible_since: number) => void;
};

/** What SQS allows in a message. */
const ALLOWED = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;

type Waiter = { take: (message: Message | undefined) => void };

/** A queue with the semantics of SQS: delay, visibility, and receipts that the next receive makes worthless. */
export class MemoryWorkQueue<Schema extends z.ZodType> implements WorkQueue<z.infer<Schema>>, QueueDepth {
  readonly #clock: VirtualClock;
  readonly #options: QueueOptions<Schema>;
  readonly #messages = new MessageStore();
  readonly #waiters = new Set<Waiter>();
  #alarm = Number.POSITIVE_INFINITY;
  /** Texts of messages that were received too often. */
  readonly dead_letters: string[] = [];

  constructor(clock: VirtualClock, options: QueueOptions<Schema>) {
    this.#clock = clock;
    this.#options = options;
  }

  async send(body: z.infer<Schema>, options: SendOptions = {}): Promise<void> {
    if (this.#options.refuses?.(body)) throw new RefusedForGoodError('refused for the test');
    this.sendText(asciiJson(body), options);
  }

  sendText(text: string, { delay_seconds = 0, tenant = '' }: SendOptions = {}): void {
    if (!ALLOWED.test(text)) throw new RefusedForGoodError('the message holds characters that SQS refuses');
    const now = this.#now();
    const copies = this.#options.copies?.() ?? 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.#messages.add(text, tenant, { visibleAt: now + delay_seconds * 1000, now });
    this.#serveWaiters();
  }

  async receive(options: {
    wait_seconds: number;
    signal?: AbortSignal;
  }): Promise<Received<z.infer<Schema>> | undefined> {
    if (options.signal?.aborted) return undefined;
    const message = this.#take() ?? (await this.#wait(options));
    return message && this.#parse(message);
  }

  async hide(receipt: string, seconds: number): Promise<void> {
    const now = this.#now();
    const message = this.#messages.find(idIn(receipt));
    if (!message || message.visible_at <= now) throw new Error(`message ${receipt} is not in flight`);
    if (receiptOf(message) !== receipt) return;
    this.#messages.hide(message, now + Math.ceil(seconds) * 1000, now);
    this.#serveWaiters();
  }

  async delete(receipt: string): Promise<void> {
    const message = this.#messages.find(idIn(receipt));
    if (message && receiptOf(message) === receipt) this.#messages.remove(message.id, this.#now());
  }

  async depth(): Promise<number> {
    return this.#messages.size;
  }

  /** Bodies of all messages, for a test to look at. */
  bodies(): unknown[] {
    return this.#messages.all().map((message) => JSON.parse(message.text));
  }

  /** Seconds until each message can be received. */
  hiddenFor(): number[] {
    return this.#messages.all().map((message) => Math.max(0, (message.visible_at - this.#now()) / 1000));
  }

  #take(): Message | undefined {
    for (;;) {
      const message = this.#messages.take(this.#now(), this.#options.choose ?? (() => 0));
      if (!message) return undefined;
      message.receives += 1;
      if (message.receives <= (this.#options.max_receives ?? Number.POSITIVE_INFINITY)) {
        this.#options.on_receive?.(message.text, message.visible_at);
        const visibility = this.#options.visibility_seconds ?? CLAIM_SECONDS;
        this.#messages.hide(message, this.#now() + visibility * 1000, this.#now());
        return message;
      }
      this.#messages.remove(message.id, this.#now());
      this.dead_letters.push(message.text);
    }
  }

  #wait({ wait_seconds, signal }: { wait_seconds: number; signal?: AbortSignal }): Promise<Message | undefined> {
    if (wait_seconds <= 0) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        take: (message) => {
          if (!this.#waiters.delete(waiter)) return;
          signal?.removeEventListener('abort', stop);
          callOff();
          resolve(message);
        },
      };
      const stop = () => waiter.take(undefined);
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', stop);
      const callOff = this.#clock.at(this.#clock.milliseconds() + wait_seconds * 1000, stop);
      this.#setAlarm();
    });
  }

  /** First come, first served. */
  #serveWaiters(): void {
    for (const waiter of this.#waiters) {
      const message = this.#take();
      if (!message) break;
      waiter.take(message);
    }
    this.#setAlarm();
  }

  /** While somebody waits, the next hidden message is awaited too. */
  #setAlarm(): void {
    const next = this.#messages.nextShows();
    if (this.#waiters.size === 0 || next === undefined || next >= this.#alarm) return;
    this.#alarm = next;
    this.#clock.at(this.#clock.milliseconds() + (next - this.#now()), () => {
      if (this.#alarm === next) this.#alarm = Number.POSITIVE_INFINITY;
      this.#serveWaiters();
    });
  }

  #parse(message: Message): Received<z.infer<Schema>> | undefined {
    const parsed = this.#options.schema.safeParse(parseJson(message.text));
    if (parsed.success) return { body: parsed.data, receipt: receiptOf(message) };
    this.#options.log.error('message dropped: its body is not one of ours');
    this.#messages.remove(message.id, this.#now());
    return undefined;
  }

  #now(): number {
    return Math.trunc(this.#clock.milliseconds());
  }
}

function receiptOf({ id, receives }: Message): string {
  return `${id}/${receives}`;
}

function idIn(receipt: string): number {
  return Number(receipt.split('/')[0]);
}
