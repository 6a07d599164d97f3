import { type HandleInstanceEvent, handleInstanceEvent } from '../../core/fleet/instance-event.ts';
import { type Reconcile, reconcile } from '../../core/reconcile/reconcile.ts';
import { instanceEventOf } from './instance-event.ts';

/** @throws Error after everything was tried, so that a run with a failed step counts as one for the alarm */
export async function reconcileOn(deps: Reconcile & HandleInstanceEvent, event: unknown): Promise<void> {
  const instanceEvent = instanceEventOf(event);
  if (instanceEvent) return handleInstanceEvent(deps, instanceEvent);
  const failed = await reconcile(deps);
  if (failed.length > 0) throw new Error(`these steps failed: ${failed.join(', ')}; the log says why`);
}
