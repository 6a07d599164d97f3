import type { DeliveryRow } from '../contracts/rows.ts';
import type { WebhookLimits } from '../contracts/settings.ts';
import { type HostThrottleRow, hostThrottleKey } from '../contracts/webhooks.ts';
import type { Clock, Log, WebhookResponse } from '../shared/ports.ts';
import { retryOnConflict } from '../shared/retry-on-conflict.ts';
import type { Table, Write } from '../shared/table.ts';
import { plusSeconds } from '../shared/time.ts';
import { admit, newHostThrottle, releaseSlot } from './host-throttle.ts';

export type AdmitDelivery = {
  table: Table;
  clock: Clock;
  log: Log;
  webhook_limits: WebhookLimits;
  /** 0 ≤ random() < 1 */
  random: () => number;
};

/** How often the row is tried when others change it at the same time, with pauses that double from this. */
const TRIES = 8;
const PAUSE_MILLISECONDS = 10;
/** Who never got a turn at the row comes back within this time. */
const CROWDED_SECONDS = 5;

/** When to come back, and whether a place in the endpoint's line was taken for then. */
export type Wait = { until: string; has_place: boolean };

/**
 * Asks for the endpoint's leave to send now.
 *
 * @param origin of the callback URL
 * @returns undefined to send now
 */
export async function admitDelivery(
  deps: AdmitDelivery,
  delivery: DeliveryRow,
  origin: string,
): Promise<Wait | undefined> {
  const admission = await changeHostThrottle(deps, origin, (host) =>
    admit(host, delivery, deps.webhook_limits, deps.clock.now()),
  );
  if (admission) return admission.wait_until ? { until: admission.wait_until, has_place: true } : undefined;
  const seconds = 1 + deps.random() * (CROWDED_SECONDS - 1);
  return { until: plusSeconds(deps.clock.now(), seconds), has_place: false };
}

/** Gives the place back. Without it the place lapses by itself, so no fault here may undo a delivery. */
export async function endAttempt(
  deps: AdmitDelivery,
  delivery: DeliveryRow,
  origin: string,
  response: WebhookResponse,
): Promise<void> {
  try {
    await changeHostThrottle(deps, origin, (host) => ({
      write: releaseSlot(host, delivery.webhook_id, response, deps.clock.now()),
    }));
  } catch (error) {
    deps.log.warn('the host throttle could not be told that an attempt has ended', { origin, error });
  }
}

/** False when others were at the row every time. */
async function changeHostThrottle<Change extends { write: Write }>(
  deps: AdmitDelivery,
  origin: string,
  change: (host: HostThrottleRow) => Change,
): Promise<Change | false> {
  return retryOnConflict(TRIES, async (number) => {
    if (number > 1) await deps.clock.sleep(deps.random() * PAUSE_MILLISECONDS * 2 ** (number - 1));
    const row = await deps.table.get(hostThrottleKey(origin));
    const made = change(row?.kind === 'endpoint' ? row : newHostThrottle(origin, deps.clock.now()));
    return (await deps.table.write(made.write)) && made;
  });
}
