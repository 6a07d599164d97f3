import { JobMessage } from '../../../core/contracts/messages.ts';
import type { JobPlace, Log, SendOptions } from '../../../core/shared/ports.ts';
import type { VirtualClock } from './clock.ts';
import { MemoryWorkQueue } from './work-queue.ts';

/** The queue of the default model's jobs, beside which those of the others are. */
export class MemoryJobQueues extends MemoryWorkQueue<typeof JobMessage> {
  readonly #others: ReadonlyMap<string, MemoryWorkQueue<typeof JobMessage>>;

  /** @param others names of the models beside the default */
  constructor(clock: VirtualClock, log: Log, others: readonly string[]) {
    super(clock, { schema: JobMessage, log });
    this.#others = new Map(others.map((name) => [name, new MemoryWorkQueue(clock, { schema: JobMessage, log })]));
  }

  /** The one that workers of a model pull from. */
  of(model: string): MemoryWorkQueue<typeof JobMessage> {
    return this.#others.get(model) ?? this;
  }

  override async send(body: JobMessage, options: SendOptions & Partial<JobPlace> = {}): Promise<void> {
    const queue = this.of(options.model ?? '');
    return queue === this ? super.send(body, options) : queue.send(body, options);
  }

  override async depth(model = ''): Promise<number> {
    const queue = this.of(model);
    return queue === this ? super.depth() : queue.depth();
  }
}
