import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Received, WorkQueue } from '../../../core/shared/ports.ts';

export type EventSourceOptions = {
  queue: WorkQueue<unknown>;
  batch_size: number;
  max_concurrency: number;
  /** Runs the function; undefined when it died, timed out or threw: then every message comes back. */
  invoke(event: SQSEvent): Promise<SQSBatchResponse | undefined>;
};

/** Lambda's poller of a queue: batches, a limit to how many run at once, and only what was not failed is deleted. */
export class EventSource {
  readonly #options: EventSourceOptions;
  #running = 0;
  #freed: () => void = () => {};
  #invocations = 0;

  constructor(options: EventSourceOptions) {
    this.#options = options;
  }

  async poll(): Promise<never> {
    for (;;) {
      if (this.#running >= this.#options.max_concurrency) await new Promise<void>((resolve) => (this.#freed = resolve));
      const batch = await this.#batch();
      if (batch.length > 0) void this.#handle(batch);
    }
  }

  async #batch(): Promise<Received<unknown>[]> {
    const { queue, batch_size } = this.#options;
    const first = await queue.receive({ wait_seconds: 20 });
    const batch = first ? [first] : [];
    while (batch.length > 0 && batch.length < batch_size) {
      const next = await queue.receive({ wait_seconds: 0 });
      if (!next) break;
      batch.push(next);
    }
    return batch;
  }

  async #handle(batch: Received<unknown>[]): Promise<void> {
    this.#running += 1;
    this.#invocations += 1;
    const records = batch.map((message, place) => recordOf(message, `${this.#invocations}-${place}`));
    const response = await this.#options.invoke({ Records: records });
    const failed = new Set(response?.batchItemFailures.map((failure) => failure.itemIdentifier));
    const done = response ? records.filter((record) => !failed.has(record.messageId)) : [];
    for (const record of done) await this.#options.queue.delete(record.receiptHandle);
    this.#running -= 1;
    this.#freed();
  }
}

function recordOf({ body, receipt }: Received<unknown>, messageId: string): SQSRecord {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { messageId, receiptHandle: receipt, body: text, eventSource: 'aws:sqs' } as SQSRecord;
}
