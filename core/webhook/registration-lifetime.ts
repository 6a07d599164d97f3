/**
 * How long uploads are under a registration: its id is a capability, and one that leaked or is forgotten must end. It is
 * judged by `valid_until` alone; the row stays for as long as a job of it may, and when DynamoDB removes it says nothing.
 */
import type { RegistrationRow } from '../contracts/rows.ts';
import { ROW_TTL_SECONDS, type Update } from '../shared/table.ts';
import { DAY_SECONDS, epochSecondsIn, iso, plusSeconds, secondsBetween } from '../shared/time.ts';

/** An upload extends a registration only by more than that, so that many uploads are one write a day. */
const LEAST_GAIN_SECONDS = DAY_SECONDS;

/** Of a registration that is used at that time. */
export function lifetime(usedAt: Date, days: number) {
  const seconds = days * DAY_SECONDS;
  return {
    valid_until: plusSeconds(usedAt, seconds),
    expires_at: epochSecondsIn(usedAt, seconds + ROW_TTL_SECONDS),
  };
}

/** Whether an upload of that time came too late. */
export function isExpired({ valid_until }: RegistrationRow, storedAt: string): boolean {
  return valid_until !== undefined && valid_until <= storedAt;
}

/**
 * Counts the days anew from an upload; undefined when there is too little to gain. What has expired stays so, or one
 * upload would be judged in two ways by two deliveries of its event.
 */
export function extend(
  registration: RegistrationRow,
  storedAt: string,
  days: number,
  now: Date,
): Update<RegistrationRow> | undefined {
  const { job_id: key, valid_until } = registration;
  const extended = lifetime(new Date(storedAt), days);
  const asRead = { key, set: { ...extended, updated_at: iso(now) } };
  if (valid_until === undefined)
    return { kind: 'update', ...asRead, when: [{ attribute: 'valid_until', is: 'absent' }] };
  if (isExpired(registration, iso(now))) return undefined;
  if (secondsBetween(valid_until, extended.valid_until) < LEAST_GAIN_SECONDS) return undefined;
  return { kind: 'update', ...asRead, when: [{ attribute: 'valid_until', is: 'one_of', values: [valid_until] }] };
}
