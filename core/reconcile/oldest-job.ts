/** What the alarm on jobs that wait too long goes by. */
import { longestWait } from '../job/longest-wait.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';

/** The line that says it; an alarm reads `waiting_seconds` off it. */
export const OLDEST_JOB = 'oldest job that waits';

export async function tellOldestJob(deps: { table: Table; clock: Clock; log: Log }): Promise<void> {
  const waiting_seconds = await longestWait(deps);
  if (waiting_seconds !== undefined) deps.log.info(OLDEST_JOB, { waiting_seconds });
}
