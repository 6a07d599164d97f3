import { type HandleInstanceEvent, handleInstanceEvent } from '../../core/fleet/instance-event.ts';
import type { PurgeJob } from '../../core/operate/purge-job.ts';
import { type Reconcile, reconcile } from '../../core/reconcile/reconcile.ts';
import { instanceEventOf } from './instance-event.ts';

export type ReconcileOn = Reconcile & HandleInstanceEvent & PurgeJob;

/** @throws Error after everything was tried, so that a run with a failed step counts as one for the alarm */
export async function reconcileOn(deps: ReconcileOn, event: unknown): Promise<void> {
  const instanceEvent = instanceEventOf(event);
  if (instanceEvent) return handleInstanceEvent(deps, instanceEvent);
  const failed = await reconcile(deps);
  const step = { until: deps.clock.now(), failures: 0, queued: [] };
  // Comes last, and so no cold start waits for it.
  const { removeDeletedJobs } = await import('../../core/operate/delete-job.ts');
  await removeDeletedJobs(deps, step).catch((error) => {
    step.failures += 1;
    deps.log.error('what clients deleted could not be looked for; the next run tries again', { error });
  });
  if (step.failures > 0) failed.push('deleted jobs');
  if (failed.length > 0) throw new Error(`these steps failed: ${failed.join(', ')}; the log says why`);
}
