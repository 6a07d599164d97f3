/** What the service is at, what holds it back, and what it came to, in one look. */
import type { CountedBy, Counts } from '../contracts/counters-row.ts';
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import type { Operation, ShownWorker } from '../contracts/operation.ts';
import { FLEET_KEY } from '../contracts/rows.ts';
import { presentAndAge } from '../fleet/present.ts';
import { launchesHeldBack } from '../fleet/resume-launches.ts';
import { jobsByInstance } from '../fleet/stray.ts';
import { shownSpending } from '../job/tenant.ts';
import { spendingOfStage } from '../job/usage.ts';
import { countsByNow } from '../shared/counted.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';

type Deps = { table: Table; clock: Clock };

/** More than fit on a screen; an operator of more has dashboards. */
const MOST_WORKERS = 200;

export async function operation(deps: Deps): Promise<Operation> {
  const now = deps.clock.now();
  const [present, workers, launches, spent, counts] = await Promise.all([
    presentAndAge(deps),
    workersOf(deps),
    launchesOf(deps),
    spendingOfStage(deps.table, now),
    countsByNow(deps.table),
  ]);
  const { jobs, queue_age_seconds, webhooks_pending } = present;
  return {
    at: iso(now),
    jobs,
    queue_age_seconds,
    workers,
    launches,
    spent: shownSpending(spent, now),
    webhooks_pending,
    since_deployment: {
      launched: by(counts, 'launched'),
      refused: by(counts, 'refused'),
      failed: by(counts, 'failed'),
      deliveries: by(counts, 'deliveries'),
    },
  };
}

async function workersOf({ table, clock }: Deps): Promise<ShownWorker[]> {
  const items = await table.due('worker', { limit: MOST_WORKERS });
  const [rows, jobs] = await Promise.all([table.getMany(items.map(({ job_id }) => job_id)), jobsByInstance(table)]);
  const workers = rows.flatMap((row) => (row.kind === 'worker' ? [row] : []));
  const now = iso(clock.now());
  return workers
    .map((worker) => shownWorker(worker, jobs.get(worker.instance_id) ?? null, now))
    .sort((one, other) => other.launched_at.localeCompare(one.launched_at));
}

function shownWorker(worker: WorkerRow, job_id: string | null, now: string): ShownWorker {
  const { instance_id, instance_type, market, state, launched_at, updated_at, alive_until, jobs_done = 0 } = worker;
  const silent = state !== 'ended' && alive_until <= now;
  return { instance_id, instance_type, market, state, launched_at, heard_of_at: updated_at, silent, jobs_done, job_id };
}

async function launchesOf(deps: Deps): Promise<Operation['launches']> {
  const [heldBack, fleet] = await Promise.all([launchesHeldBack(deps), deps.table.get(FLEET_KEY)]);
  return { ...heldBack, refused: fleet?.kind === 'fleet' ? (fleet.refused ?? []) : [] };
}

/** What was counted of a kind, by what stands behind its name. */
function by(counts: Counts, kind: CountedBy): Record<string, number> {
  const own = Object.entries(counts).filter(([name]) => name.startsWith(`${kind}:`));
  return Object.fromEntries(own.map(([name, value = 0]) => [name.slice(kind.length + 1), value]));
}
