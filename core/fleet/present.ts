/** What the service is at, by the index of what has to be looked at: no job's row is read for it. */
import { longestWait } from '../job/longest-wait.ts';
import type { Clock } from '../shared/ports.ts';
import type { DueItem, Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';

/** `silent`: it has not been heard of for too long. One that has ended is none of them. */
export const WORKER_STATES_SHOWN = ['launching', 'idle', 'busy', 'draining', 'silent'] as const;

export type Present = {
  jobs: { waiting: number; held: number; running: number };
  workers: Record<(typeof WORKER_STATES_SHOWN)[number], number>;
  webhooks_pending: number;
};

/** Of each they are counted up to here: some pages of the index, and more than any of the alarms waits for. */
const COUNTED = 20_000;

export async function presentOf(deps: { table: Table; clock: Clock }): Promise<Present> {
  const items = (dueClass: Parameters<Table['due']>[0]) => deps.table.due(dueClass, { limit: COUNTED });
  const [waiting, held, running, deliveries, workers] = await Promise.all([
    items('waiting'),
    items('held'),
    items('running'),
    items('delivery'),
    items('worker'),
  ]);
  return {
    jobs: { waiting: waiting.length, held: held.length, running: running.length },
    workers: byState(workers, iso(deps.clock.now())),
    webhooks_pending: deliveries.length,
  };
}

/** `queue_age_seconds`: how long the oldest job has waited for a worker; 0 when none waits. */
export type PresentAndAge = Present & { queue_age_seconds: number };

export async function presentAndAge(deps: { table: Table; clock: Clock }): Promise<PresentAndAge> {
  const [present, age] = await Promise.all([presentOf(deps), longestWait(deps)]);
  return { ...present, queue_age_seconds: Math.max(0, age ?? 0) };
}

function byState(items: readonly DueItem[], now: string): Present['workers'] {
  const states = items.map(({ state, due_at }) => (due_at <= now && state !== 'ended' ? 'silent' : state));
  const number = (name: string) => states.filter((state) => state === name).length;
  return Object.fromEntries(WORKER_STATES_SHOWN.map((name) => [name, number(name)])) as Present['workers'];
}
