/** What the records of the streams say, read as foreign input. */
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { itemOf } from '../../adapters/aws/stream-image.ts';
import { JobRow } from '../../core/contracts/job-row.ts';
import { Connection, LIVE_TABLE, LoggedEvent } from '../../core/contracts/live-items.ts';
import type { Log } from '../../core/shared/ports.ts';

type Item = Record<string, unknown>;
export type Changes = {
  jobs: { before: JobRow | undefined; job: JobRow }[];
  /** By their channels, in the order in which they were written. */
  events: Map<string, LoggedEvent[]>;
  connections: Connection[];
};

/** A record that cannot be read is logged by its key, and passed over. */
export function changesIn({ Records }: DynamoDBStreamEvent, log: Log): Changes {
  const changes: Changes = { jobs: [], events: new Map(), connections: [] };
  for (const { dynamodb } of Records) {
    const after = itemOf(dynamodb?.NewImage);
    if (!after) continue;
    const before = itemOf(dynamodb?.OldImage);
    if (!addTo(changes, after, before)) log.error('a record of a stream cannot be read', { keys: dynamodb?.Keys });
  }
  return changes;
}

function addTo(changes: Changes, after: Item, before: Item | undefined): boolean {
  const channel = after[LIVE_TABLE.partition];
  if (channel === undefined) {
    const job = JobRow.safeParse(after);
    if (job.success) changes.jobs.push({ before: before && JobRow.safeParse(before).data, job: job.data });
    return job.success;
  }
  const event = LoggedEvent.safeParse(after);
  if (event.success) {
    const events = changes.events.get(String(channel)) ?? [];
    changes.events.set(String(channel), [...events, event.data]);
    return true;
  }
  const connection = Connection.safeParse(after);
  if (connection.success) changes.connections.push(connection.data);
  return connection.success;
}
