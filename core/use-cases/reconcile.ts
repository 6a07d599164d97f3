/**
 * The safety net, run every minute: whatever a lost message, a dead worker or a crashed Lambda left undone is found in
 * the table's `due` index or in EC2 and set going again. Each step is bounded and independent: one that fails is logged
 * and the others still run.
 */
import type { JobMessage } from '../contracts/messages.ts';
import type { JobRow, Row, WorkerRow } from '../contracts/rows.ts';
import { workerKey } from '../contracts/rows.ts';
import { enqueued } from '../delivery.ts';
import { BOOT_SECONDS, goneWorker } from '../fleet.ts';
import { crashedTooOften, expireLease, queued } from '../job.ts';
import type { LiveInstance, Queue, QueueDepth } from '../ports.ts';
import { iso, secondsBetween } from '../time.ts';
import { jobMessage } from './accept-upload.ts';
import { type EndJob, failJob, tooManyCrashes } from './end-job.ts';
import { type SizeFleet, sizeFleet } from './size-fleet.ts';

export type Reconcile = SizeFleet & EndJob & { jobs: Queue<JobMessage> & QueueDepth };

/** Items of one kind per run; the rest is due again in the next minute. */
const PAGE = 100;
const MANY = { limit: PAGE * 10 };
/** EC2's answers lag behind a launch by seconds, rarely more. */
const EC2_LAG_SECONDS = 120;

export async function reconcile(deps: Reconcile): Promise<void> {
  await step(deps, 'expired leases', () => releaseExpiredJobs(deps));
  await step(deps, 'waiting jobs', () => requeueForgottenJobs(deps));
  await step(deps, 'due deliveries', () => enqueueDueDeliveries(deps));
  await step(deps, 'workers', () => endStrayWorkers(deps));
  await step(deps, 'fleet', async () => void (await sizeFleet(deps)));
}

async function step(deps: Reconcile, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    deps.log.error('a reconcile step failed; it runs again in the next minute', { step: name, error });
  }
}

async function releaseExpiredJobs(deps: Reconcile): Promise<void> {
  for (const job of await dueRows(deps, 'running', 'job')) {
    const update = expireLease(job, deps.clock.now());
    if (!(await deps.table.write(update))) continue;
    deps.log.warn('job released: its worker stopped renewing the lease', {
      job_id: job.job_id,
      instance_id: job.instance_id,
    });
    const released: JobRow = { ...job, status: 'launching', crashes: job.crashes + 1 };
    if (crashedTooOften(released)) await failJob(deps, released, tooManyCrashes(released));
    else await requeue(deps, released);
  }
}

/** Waiting past their time while the queue holds fewer messages than there are living jobs: some message is gone. */
async function requeueForgottenJobs(deps: Reconcile): Promise<void> {
  const forgotten = await dueRows(deps, 'waiting', 'job');
  if (forgotten.length === 0) return;
  // The depth counts the messages of running jobs too: they stay, in flight, until their job has ended.
  const living = await Promise.all([deps.table.due('waiting', MANY), deps.table.due('running', MANY)]);
  if ((await deps.jobs.depth()) >= living.flat().length) return;
  for (const job of forgotten) await requeue(deps, job);
}

async function requeue(deps: Reconcile, job: JobRow): Promise<void> {
  await deps.jobs.send(jobMessage(job));
  await deps.table.write(queued(job, deps.clock.now()));
}

async function enqueueDueDeliveries(deps: Reconcile): Promise<void> {
  for (const delivery of await dueRows(deps, 'delivery', 'delivery')) {
    if (!(await deps.table.write(enqueued(delivery, deps.clock.now())))) continue;
    await deps.deliveries.send({ delivery_id: delivery.webhook_id });
  }
}

/** Ends instances without a live row or over age, and rows without an instance. */
async function endStrayWorkers(deps: Reconcile): Promise<void> {
  const instances = await deps.compute.list();
  const rows = await deps.table.getMany(instances.map((instance) => workerKey(instance.instance_id)));
  const live = new Map(rows.flatMap((row) => (row.kind === 'worker' ? [[row.instance_id, row] as const] : [])));
  const stray = instances.filter((instance) => isStray(deps, instance, live.get(instance.instance_id)));
  if (stray.length > 0) {
    deps.log.warn('terminating workers that nobody accounts for', { instances: stray });
    await deps.compute.terminate(stray.map((instance) => instance.instance_id));
  }
  await forgetGoneWorkers(deps, new Set(instances.map((instance) => instance.instance_id)));
}

function isStray(deps: Reconcile, instance: LiveInstance, row: WorkerRow | undefined): boolean {
  const now = iso(deps.clock.now());
  const age = secondsBetween(instance.launched_at, now);
  if (age > deps.fleet.max_lifetime_seconds) return true;
  const silent = row === undefined || row.alive_until < now;
  return age > BOOT_SECONDS && silent;
}

/** An instance that EC2 no longer has must not count as capacity. */
async function forgetGoneWorkers(deps: Reconcile, present: ReadonlySet<string>): Promise<void> {
  const now = deps.clock.now();
  for (const item of await deps.table.due('worker', { limit: deps.fleet.max_workers * 2 })) {
    const row = await deps.table.get(item.job_id);
    if (row?.kind !== 'worker' || present.has(row.instance_id)) continue;
    if (secondsBetween(row.launched_at, iso(now)) < EC2_LAG_SECONDS) continue;
    await deps.table.write(goneWorker(row.instance_id, now));
  }
}

type RowOf<Kind extends Row['kind']> = Extract<Row, { kind: Kind }>;

/** The rows themselves, strongly consistent, of what the index says is due. */
async function dueRows<Kind extends 'job' | 'delivery'>(
  deps: Reconcile,
  dueClass: 'running' | 'waiting' | 'delivery',
  kind: Kind,
): Promise<RowOf<Kind>[]> {
  const now = iso(deps.clock.now());
  const items = await deps.table.due(dueClass, { until: now, limit: PAGE });
  const rows = await deps.table.getMany(items.map((item) => item.job_id));
  const isDue = (row: Row): row is RowOf<Kind> =>
    row.kind === kind && 'due_class' in row && row.due_class === dueClass && (row.due_at ?? now) <= now;
  return rows.filter(isDue);
}
