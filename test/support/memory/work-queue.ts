import type * as z from 'zod';
import type { Clock, Log, QueueDepth, Received, WorkQueue } from '../../../core/ports.ts';

type Message = { id: number; text: string; visible_at: number; receives: number };

/** What the `jobs` and `deliveries` queues are deployed with. */
const VISIBILITY_SECONDS = 120;

/** A queue with the semantics of SQS: delay, visibility, and receipts that the next receive makes worthless. */
export class MemoryWorkQueue<Schema extends z.ZodType> implements WorkQueue<z.infer<Schema>>, QueueDepth {
  readonly #clock: Clock;
  readonly #schema: Schema;
  readonly #log: Log;
  readonly #visibilitySeconds: number;
  #messages: Message[] = [];
  #sent = 0;
  #arrival = new AbortController();

  constructor(clock: Clock, { schema, log, visibility_seconds = VISIBILITY_SECONDS }: QueueOptions<Schema>) {
    this.#clock = clock;
    this.#schema = schema;
    this.#log = log;
    this.#visibilitySeconds = visibility_seconds;
  }

  async send(body: z.infer<Schema>, options: { delay_seconds?: number } = {}): Promise<void> {
    this.sendText(JSON.stringify(body), options);
  }

  sendText(text: string, { delay_seconds = 0 }: { delay_seconds?: number } = {}): void {
    this.#sent += 1;
    this.#messages.push({ id: this.#sent, text, visible_at: this.#now() + delay_seconds * 1000, receives: 0 });
    this.#wakeReceivers();
  }

  async receive(options: {
    wait_seconds: number;
    signal?: AbortSignal;
  }): Promise<Received<z.infer<Schema>> | undefined> {
    const message = await this.#next(this.#now() + options.wait_seconds * 1000, options.signal);
    if (!message) return undefined;
    message.receives += 1;
    message.visible_at = this.#now() + this.#visibilitySeconds * 1000;
    return this.#parse(message);
  }

  async hide(receipt: string, seconds: number): Promise<void> {
    const message = this.#messages.find((one) => one.id === idIn(receipt));
    if (!message || message.visible_at <= this.#now()) throw new Error(`message ${receipt} is not in flight`);
    if (receiptOf(message) !== receipt) return;
    message.visible_at = this.#now() + Math.ceil(seconds) * 1000;
    this.#wakeReceivers();
  }

  async delete(receipt: string): Promise<void> {
    this.#messages = this.#messages.filter((message) => receiptOf(message) !== receipt);
  }

  async depth(): Promise<number> {
    return this.#messages.length;
  }

  /** Bodies of all messages, for a test to look at. */
  bodies(): unknown[] {
    return this.#messages.map((message) => JSON.parse(message.text));
  }

  /** Seconds until each message can be received. */
  hiddenFor(): number[] {
    return this.#messages.map((message) => Math.max(0, (message.visible_at - this.#now()) / 1000));
  }

  async #next(deadline: number, signal: AbortSignal | undefined): Promise<Message | undefined> {
    while (!signal?.aborted) {
      const now = this.#now();
      const visible = this.#messages.find((message) => message.visible_at <= now);
      if (visible) return visible;
      if (now >= deadline) return undefined;
      const soonest = Math.min(deadline, ...this.#messages.map((message) => message.visible_at));
      await this.#clock.sleep(soonest - now, AbortSignal.any([this.#arrival.signal, ...(signal ? [signal] : [])]));
    }
    return undefined;
  }

  #parse(message: Message): Received<z.infer<Schema>> | undefined {
    const parsed = this.#schema.safeParse(JSON.parse(message.text));
    if (parsed.success) return { body: parsed.data, receipt: receiptOf(message) };
    this.#log.error('message dropped: its body is not one of ours');
    this.#messages = this.#messages.filter((one) => one !== message);
    return undefined;
  }

  #wakeReceivers(): void {
    const arrived = this.#arrival;
    this.#arrival = new AbortController();
    arrived.abort();
  }

  #now(): number {
    return this.#clock.now().getTime();
  }
}

type QueueOptions<Schema> = { schema: Schema; log: Log; visibility_seconds?: number };

function receiptOf({ id, receives }: Message): string {
  return `${id}/${receives}`;
}

function idIn(receipt: string): number {
  return Number(receipt.split('/')[0]);
}
