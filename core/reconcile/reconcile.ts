/**
 * The safety net, run every minute: whatever a lost message, a dead worker, a lost event or a crashed Lambda left undone
 * is found in the table's `due` index, in EC2 or in the bucket and set going again. Each step is bounded in time and
 * independent: one that fails is logged and the others still run.
 */

import { type SizeFleet, sizeFleet } from '../fleet/size.ts';
import { tendWorkers } from '../fleet/tend.ts';
import { type FindLostUploads, findLostUploads } from '../intake/find-lost-uploads.ts';
import { releaseExpiredJobs } from '../job/release.ts';
import { dueRows, forEachRow, type Step } from '../shared/due-rows.ts';
import { markEnqueued } from '../webhook/delivery.ts';
import { tellOldestJob } from './oldest-job.ts';
import { type RequeueJobs, requeueForgottenJobs } from './requeue-forgotten.ts';
import { startHeldJobs } from './start-held.ts';
import { tellFigures } from './tell-figures.ts';

export type Reconcile = SizeFleet & RequeueJobs & FindLostUploads;

/** Of the 55 s that the Lambda has, steps may begin new work for so long; the rest is for what they have begun. */
const RUN_SECONDS = 40;

const STEPS: [string, (deps: Reconcile, step: Step) => Promise<unknown>][] = [
  ['expired leases', releaseExpiredJobs],
  ['waiting jobs', requeueForgottenJobs],
  ['held jobs', startHeldJobs],
  ['due deliveries', enqueueDueDeliveries],
  ['workers', tendWorkers],
  ['lost uploads', findLostUploads],
  ['fleet', (deps, { queued }) => sizeFleet(deps, queued)],
  ['oldest job', tellOldestJob],
  ['figures', tellFigures],
];

/** @returns the names of the steps that failed, wholly or for some item; the next run tries them again */
export async function reconcile(deps: Reconcile): Promise<string[]> {
  const end = deps.clock.now().getTime() + RUN_SECONDS * 1000;
  const failed: string[] = [];
  const queued: string[] = [];
  for (const [index, [name, run]] of STEPS.entries()) {
    const now = deps.clock.now().getTime();
    // A fair share of what the steps before have left.
    const step: Step = { until: new Date(now + (end - now) / (STEPS.length - index)), failures: 0, queued };
    try {
      await run(deps, step);
    } catch (error) {
      step.failures += 1;
      deps.log.error('a reconcile step failed; it runs again in the next minute', { step: name, error });
    }
    if (step.failures > 0) failed.push(name);
  }
  return failed;
}

async function enqueueDueDeliveries(deps: Reconcile, step: Step): Promise<void> {
  for await (const deliveries of dueRows(deps, step, 'delivery', 'delivery')) {
    await forEachRow(deps, step, deliveries, async (delivery) => {
      if (!(await deps.table.write(markEnqueued(delivery, deps.clock.now())))) return;
      await deps.deliveries.send({ delivery_id: delivery.webhook_id });
    });
  }
}
