/** Workers as the table knows them beside instances as EC2 knows them: where the two differ, something is wrong. */
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import type { Market } from '../contracts/settings.ts';
import type { Clock, Compute, LiveInstance } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { jobsByInstance } from './stray.ts';

export type ListWorkers = { table: Table; compute: Pick<Compute, 'list'>; clock: Clock };

export type WorkerLine = {
  instance_id: string;
  instance_type: string;
  market: Market;
  /** Which it serves; null where its row does not say. */
  model: string | null;
  /** Of the row; null when there is none. */
  state: WorkerRow['state'] | null;
  launched_at: string;
  last_beat: string | null;
  /** Counts as dead from then on. */
  alive_until: string | null;
  job_id: string | null;
  jobs_done: number;
  ended_reason: NonNullable<WorkerRow['ended_reason']> | null;
  /** `row only`: EC2 has no such instance. `instance only`: no row accounts for it. `silent`: its row's time has passed. */
  seen: 'both' | 'row only' | 'instance only' | 'silent';
};

/** More rows than any fleet has; the index is read page by page. */
const LIMIT = 10_000;

export async function listWorkers(deps: ListWorkers): Promise<WorkerLine[]> {
  const [instances, rows, jobs] = [
    await deps.compute.list(),
    await deps.table.due('worker', { limit: LIMIT }),
    await jobsByInstance(deps.table),
  ];
  const keys = new Set([...rows.map((row) => row.job_id), ...instances.map((one) => workerKey(one.instance_id))]);
  const known = await deps.table.getMany([...keys]);
  const workers = new Map(known.flatMap((row) => (row.kind === 'worker' ? [[row.instance_id, row] as const] : [])));
  const live = new Map(instances.map((instance) => [instance.instance_id, instance]));
  const ids = [...new Set([...workers.keys(), ...live.keys()])];
  const now = iso(deps.clock.now());
  return ids
    .map((id) => lineOf(live.get(id), workers.get(id), jobs.get(id) ?? null, now))
    .filter((line) => line !== undefined)
    .sort((one, other) => orderOf(one).localeCompare(orderOf(other)));
}

const orderOf = ({ launched_at, instance_id }: WorkerLine) => `${launched_at} ${instance_id}`;

function lineOf(
  instance: LiveInstance | undefined,
  row: WorkerRow | undefined,
  job_id: string | null,
  now: string,
): WorkerLine | undefined {
  const source = row ?? instance;
  if (!source) return undefined;
  const { instance_id, instance_type, market } = source;
  return {
    instance_id,
    instance_type,
    market,
    model: row?.model ?? null,
    state: row?.state ?? null,
    launched_at: instance?.launched_at ?? source.launched_at,
    last_beat: row?.updated_at ?? null,
    alive_until: row?.alive_until ?? null,
    job_id,
    jobs_done: row?.jobs_done ?? 0,
    ended_reason: row?.ended_reason ?? null,
    seen: seen(instance, row, now),
  };
}

function seen(instance: LiveInstance | undefined, row: WorkerRow | undefined, now: string): WorkerLine['seen'] {
  if (!instance) return row?.state === 'ended' ? 'both' : 'row only';
  if (!row) return 'instance only';
  return row.alive_until < now ? 'silent' : 'both';
}
