/** What changes on a registration after it was made: its secret, and whether its receiver is still sent to. */
import type { RegistrationRow } from '../contracts/rows.ts';
import type { DisabledReason } from '../contracts/webhooks.ts';
import { clientMetadata, keptMetadata } from '../shared/client-metadata.ts';
import type { WebhookResponse } from '../shared/ports.ts';
import type { Condition, Update } from '../shared/table.ts';
import { DAY_SECONDS, iso, plusSeconds, secondsBetween } from '../shared/time.ts';
import { isSuccess, saysGone } from './delivery.ts';
import { LONGEST_DELAY_SECONDS } from './retry-schedule.ts';

/** Nothing but failures for this long stops a registration (Svix's figure); one delivery's schedule ends before, at 83 h. */
export const FAILING_SECONDS = 5 * DAY_SECONDS;
/** The schedule's longest wait, and an hour in which the queue may be late. */
const RUN_GAP_SECONDS = LONGEST_DELAY_SECONDS + 3600;

/** The sealed secrets that sign now, the newest first: two while a rotation overlaps, none without a secret. */
export function validSecrets(registration: RegistrationRow, now: Date): string[] {
  const { callback_secret, previous_callback_secret } = registration;
  const previous = previousIsValid(registration, now) ? previous_callback_secret : undefined;
  return [callback_secret, previous].filter((secret) => secret !== undefined);
}

/**
 * Puts a new secret in the place of the one that was read; refused when another rotation was first.
 *
 * @param sealed the new secret
 * @param overlapSeconds how long the old one signs too; 0 ends it at once
 */
export function rotateSecret(
  registration: RegistrationRow,
  sealed: string,
  overlapSeconds: number,
  now: Date,
): Update<RegistrationRow> {
  const { callback_secret: old } = registration;
  const previous =
    old !== undefined && overlapSeconds > 0
      ? { previous_callback_secret: old, previous_secret_valid_until: plusSeconds(now, overlapSeconds) }
      : undefined;
  return changeRegistration(registration, now, {
    when: [is('callback_secret', old)],
    set: { callback_secret: sealed, ...previous },
    remove: previous ? [] : PREVIOUS,
  });
}

/**
 * What an answer says about the receiver as such; undefined when nothing. A run of failures counts as one as long as its
 * attempts are no further apart than the schedule's are: a receiver that nobody called for a week was not down for it.
 */
export function afterAnswer(
  registration: RegistrationRow,
  response: WebhookResponse,
  now: Date,
): Update<RegistrationRow> | undefined {
  if (saysGone(response))
    return changeRegistration(registration, now, { when: [], set: disabled('receiver_gone', now) });
  // A fault of ours says nothing about the receiver.
  if (response.kind === 'unreachable' && response.code === 'service_error') return undefined;
  if (isSuccess(response)) return afterSuccess(registration, now);
  const failing_since = runOfFailures(registration, now);
  const given_up = secondsBetween(failing_since, iso(now)) >= FAILING_SECONDS;
  const set = { failing_since, last_failure_at: iso(now), ...(given_up ? disabled('receiver_failing', now) : {}) };
  return changeRegistration(registration, now, {
    when: asRead(registration),
    set,
    remove: expiredSecret(registration, now),
  });
}

/** Sends to the receiver again, as if it had never failed. */
export function enable(registration: RegistrationRow, now: Date): Update<RegistrationRow> {
  return changeRegistration(registration, now, {
    when: [],
    set: {},
    remove: ['disabled_at', 'disabled_reason', ...RUN],
  });
}

function afterSuccess(registration: RegistrationRow, now: Date): Update<RegistrationRow> | undefined {
  const remove = [...(registration.failing_since ? RUN : []), ...expiredSecret(registration, now)];
  return remove.length > 0
    ? changeRegistration(registration, now, { when: asRead(registration), set: {}, remove })
    : undefined;
}

function runOfFailures({ failing_since, last_failure_at }: RegistrationRow, now: Date): string {
  if (failing_since === undefined || last_failure_at === undefined) return iso(now);
  return secondsBetween(last_failure_at, iso(now)) <= RUN_GAP_SECONDS ? failing_since : iso(now);
}

function disabled(reason: DisabledReason, now: Date) {
  return { disabled_at: iso(now), disabled_reason: reason };
}

const RUN = ['failing_since', 'last_failure_at'] as const;
const PREVIOUS = ['previous_callback_secret', 'previous_secret_valid_until'] as const;

function previousIsValid({ previous_secret_valid_until }: RegistrationRow, now: Date): boolean {
  return (previous_secret_valid_until ?? '') > iso(now);
}

function expiredSecret(registration: RegistrationRow, now: Date): readonly (typeof PREVIOUS)[number][] {
  return registration.previous_secret_valid_until === undefined || previousIsValid(registration, now) ? [] : PREVIOUS;
}

function changeRegistration(
  registration: RegistrationRow,
  now: Date,
  update: Pick<Update<RegistrationRow>, 'when' | 'set' | 'remove'>,
): Update<RegistrationRow> {
  return { kind: 'update', key: registration.job_id, ...update, set: { ...update.set, updated_at: iso(now) } };
}

type Fence = 'callback_secret' | 'failing_since' | 'previous_secret_valid_until';

/** Refused when another attempt met a success meanwhile, or a rotation made a new "previous" secret. */
function asRead({ failing_since, previous_secret_valid_until }: RegistrationRow): Condition<RegistrationRow>[] {
  return [is('failing_since', failing_since), is('previous_secret_valid_until', previous_secret_valid_until)];
}

function is(attribute: Fence, value: string | undefined): Condition<RegistrationRow> {
  return value === undefined ? { attribute, is: 'absent' } : { attribute, is: 'one_of', values: [value] };
}

/** Where a client fetches what a webhook is too small for. */
export function transcriptUrl(registration: RegistrationRow, jobId: string): string {
  return `${registration.api_base}/api/jobs/${jobId}/transcript`;
}

/** What every job of a registration carries from it. */
export function jobFields(registration: RegistrationRow) {
  const { tenant, key, callback_id, callback_url, callback_secret, recording_id, options } = registration;
  return {
    tenant,
    ...(key ? { key } : {}),
    callback_id,
    callback_url,
    ...(callback_secret ? { callback_secret } : {}),
    ...keptMetadata(clientMetadata(registration).client_metadata),
    ...(recording_id === undefined ? {} : { recording_id }),
    options,
    warnings: [],
  };
}
