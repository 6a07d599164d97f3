import { FLEET_KEY } from '../contracts/rows.ts';
import { RequestProblem } from '../shared/errors.ts';
import { RESULTS_PREFIX } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { within } from '../shared/within.ts';

export type CheckReady = {
  table: Pick<Table, 'has'>;
  objects: Pick<Objects, 'head'>;
  clock: Clock;
  log: Log;
};

/** Of each look; they are taken at once. */
const LIMIT_MS = 1000;

/**
 * Whether the API reaches what it keeps its data in.
 *
 * @throws RequestProblem 503 that names what it does not reach, and nothing of why: that is in the log
 */
export async function checkReady(deps: CheckReady): Promise<void> {
  const answering = await Promise.all([
    answers(deps, 'table', deps.table.has(FLEET_KEY)),
    // That nothing is there is an answer as good as another.
    answers(deps, 'bucket', deps.objects.head(`${RESULTS_PREFIX}ready`)),
  ]);
  const missing = ['table', 'bucket'].filter((_part, at) => !answering[at]);
  if (missing.length === 0) return;
  const detail = `the service does not reach its ${missing.join(' and its ')} within a second; try again in a moment`;
  throw new RequestProblem({ status: 503, code: 'not_ready', detail });
}

async function answers({ clock, log }: CheckReady, part: string, look: Promise<unknown>): Promise<boolean> {
  try {
    if (
      await within(
        clock,
        LIMIT_MS,
        look.then(() => true),
      )
    )
      return true;
    log.error('not ready', { part, error: `no answer within ${LIMIT_MS} ms` });
  } catch (error) {
    log.error('not ready', { part, error });
  }
  return false;
}
