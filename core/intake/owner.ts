/** Whose an upload is: of the registration that its key names, if there is one and it has not expired. */
import type { JobRow, Warning } from '../contracts/job-row.ts';
import type { RegistrationRow } from '../contracts/rows.ts';
import { holds, keepRegistered } from '../job/new-job.ts';
import { parseUploadKey } from '../shared/object-keys.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { findRegistration } from '../webhook/find-registration.ts';
import { extend, isExpired } from '../webhook/registration-lifetime.ts';
import type { UploadEvent } from './inspect-upload.ts';

export type FindOwner = {
  table: Table;
  clock: Clock;
  log: Log;
  /** How long a registration lasts from its making, and from each upload. */
  registrationDays: number;
};

/**
 * Without a registration the job has no webhook, and without a job that was made for its upload by links (`awaiting`) it
 * belongs to nobody; a warning says why where the key names one.
 */
export type Owner = { registration?: RegistrationRow; awaiting?: JobRow; warnings: Warning[] };

export async function ownerOf(deps: FindOwner, event: UploadEvent): Promise<Owner> {
  const callback_id = parseUploadKey(event.s3_key)?.callback_id;
  if (!callback_id) return { warnings: [] };
  const registration = await findRegistration(deps.table, callback_id);
  if (!registration) {
    const awaiting = await awaitingJob(deps, callback_id);
    return awaiting ? { awaiting, warnings: [] } : { warnings: [unknownCallback(callback_id)] };
  }
  if (!isExpired(registration, storedAt(deps, event)) || (await isItsJob(deps, registration, event)))
    return { registration, warnings: [] };
  const { valid_until } = registration;
  deps.log.warn('an upload came after its registration had expired', { s3_key: event.s3_key, valid_until });
  return { warnings: [expiredCallback(callback_id, valid_until)] };
}

/** The registration is in use; so is the job that waits for its first file, if it still does. */
export async function extendRegistration(deps: FindOwner, { registration }: Owner, event: UploadEvent): Promise<void> {
  const now = deps.clock.now();
  const update = registration && extend(registration, storedAt(deps, event), deps.registrationDays, now);
  if (!update || !(await deps.table.write(update))) return;
  await deps.table.write(keepRegistered(registration.callback_id, update.set.expires_at, now));
}

/** The time of the upload, not of its event: that may come late, and again. */
function storedAt({ clock }: FindOwner, { stored_at }: UploadEvent): string {
  return stored_at ?? iso(clock.now());
}

async function isItsJob({ table }: FindOwner, { callback_id }: RegistrationRow, event: UploadEvent): Promise<boolean> {
  const job = await table.get(callback_id);
  return job?.kind === 'job' && holds(job, event);
}

/** Also when its file has come: another one under the same link is the same client's. */
async function awaitingJob({ table }: FindOwner, id: string): Promise<JobRow | undefined> {
  const job = await table.get(id);
  return job?.kind === 'job' && job.awaited_upload !== undefined ? job : undefined;
}

function unknownCallback(callbackId: string): Warning {
  return {
    code: 'unknown_callback',
    message: `no callback is registered under "${callbackId}", so no webhook is sent`,
  };
}

function expiredCallback(callbackId: string, validUntil = ''): Warning {
  const message = `the callback "${callbackId}" expired at ${validUntil}, so no webhook is sent; register a new one`;
  return { code: 'expired_callback', message };
}
