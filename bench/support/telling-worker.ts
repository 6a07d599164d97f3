/** What a worker does that tells what it hears, without an engine: the same rules on the same table. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbLiveLog } from '../../adapters/aws/dynamodb-live-log.ts';
import type { Segment } from '../../core/contracts/engine-protocol.ts';
import { jobChannel } from '../../core/contracts/live-items.ts';
import { appendNext } from '../../core/live/log.ts';
import { nextSegments } from '../../core/live/next-segments.ts';
import { liveTableName } from '../../lib/names.ts';
import { clientSettings } from '../../local/clients.ts';
import type { Outputs } from '../../local/outputs.ts';

/** What a T4's worker hears in two seconds: 90 seconds of speech. */
const SEGMENTS = 18;
const WORDS = 12;
const clock = { now: () => new Date() };

export class TellingWorker {
  readonly #live;
  readonly #segments: Segment[] = [];
  readonly #jobId: string;

  constructor({ endpoint_url }: Outputs, jobId: string) {
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint_url)));
    this.#live = dynamoDbLiveLog(documents, liveTableName('local'));
    this.#jobId = jobId;
  }

  /** The id of the first segment that it tells next. */
  get next(): number {
    return this.#segments.length;
  }

  async tell(): Promise<void> {
    const told = this.next;
    for (let heard = 0; heard < SEGMENTS; heard += 1) this.#segments.push(segmentOf(told + heard));
    const heard = { segments: this.#segments, duration_seconds: 36_000, told, same_until: 0 };
    const job = { job_id: this.#jobId, attempt: 1 };
    await appendNext({ live: this.#live, clock }, jobChannel(this.#jobId), (head) =>
      head.told > told ? undefined : nextSegments(job, heard, head, clock.now())?.event,
    );
  }
}

function segmentOf(id: number): Segment {
  const start = id * 5;
  const words = Array.from({ length: WORDS }, (_, at) => ({
    word: ' spoken',
    start: start + at * 0.4,
    end: start + at * 0.4 + 0.4,
    probability: 0.95,
  }));
  return { id, start, end: start + 5, text: words.map(({ word }) => word).join(''), words, confidence: 0.95 };
}
