/**
 * Written strictly, read tolerantly: after a roll-back the version before reads what the newer one wrote. Attributes,
 * options and formats that it does not know are left out, and codes that only tell why are any text. What decides what is done
 * next (`status`, `state`, `due_class`) must be known: such a row is left to the version that wrote it.
 *
 * The items of table `transcription-jobs`. All share the key `job_id`; other kinds than jobs carry a prefix with `#`,
 * which no job id contains. `due_class` and `due_at` put an item into the sparse index `due`: what has to be looked at,
 * and by when. `s3_key` puts jobs into the sparse index `by-s3-key`, `owner` and `listed_at` into `by-owner`.
 */
import * as z from 'zod';
import { CountersRow, FiguresRow } from './counters-row.ts';
import { FleetRow, UploadSearchRow, WorkerRow } from './fleet-rows.ts';
import { JobRow, StoredMetadata } from './job-row.ts';
import { KeyRow } from './key-row.ts';
import { StoredOptions } from './options.ts';
import { Due, Expiry, Time } from './row-parts.ts';
import { SlotRow, UsageRow } from './usage-row.ts';
import { VersionRow } from './version-row.ts';
import { DeliveryAttempt, DeliveryFailure, HostThrottleRow } from './webhooks.ts';

export const RegistrationRow = z.object({
  job_id: z.string().startsWith('registration#'),
  kind: z.literal('registration'),
  callback_id: z.string(),
  tenant: z.string(),
  /** The row of the API key that it was made with. Absent in rows of versions before. */
  key: z.string().optional(),
  callback_url: z.string(),
  /** Sealed with KMS, context `{callback_id}`. */
  callback_secret: z.string().optional(),
  /** The secret before the last rotation, sealed; it signs beside the new one until then and never after. */
  previous_callback_secret: z.string().optional(),
  previous_secret_valid_until: Time.optional(),
  /** First and last of the failed attempts that no success has come between. */
  failing_since: Time.optional(),
  last_failure_at: Time.optional(),
  /** Nothing is sent any more: the receiver said 410, or failed for days. A redelivery undoes it. */
  disabled_at: Time.optional(),
  disabled_reason: z.string().optional(),
  /** Where this deployment's API answers, as the client reached it; links in webhooks start with it. */
  api_base: z.string(),
  options: StoredOptions,
  recording_id: z.string().optional(),
  ...StoredMetadata,
  created_at: Time,
  updated_at: Time.optional(),
  /**
   * An upload from then on is not under it any more; absent in rows of versions before that, until they are used. The row
   * itself stays for longer (`expires_at`), as its jobs and their webhooks need it.
   */
  valid_until: Time.optional(),
  ...Expiry,
});
export type RegistrationRow = z.infer<typeof RegistrationRow>;

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export const DeliveryRow = z.object({
  job_id: z.string().startsWith('delivery#'),
  kind: z.literal('delivery'),
  webhook_id: z.string(),
  for_job_id: z.string(),
  callback_id: z.string(),
  status: DeliveryStatus,
  created_at: Time,
  updated_at: Time,
  attempts: z.array(DeliveryAttempt),
  /** How many of the attempts came before the schedule began anew, by a redelivery. */
  schedule_from: z.int().optional(),
  next_attempt_at: Time.optional(),
  /** When the attempt was taken of which nothing is recorded yet. */
  attempt_begun_at: Time.optional(),
  /** The place in the endpoint's line that this delivery holds. */
  slot_at: Time.optional(),
  failure: DeliveryFailure.optional(),
  ...Due,
  ...Expiry,
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

/** What cursors of lists are signed with; made when the first is. See docs/decisions/029-what-clients-do-to-jobs.md. */
export const CursorKeyRow = z.object({
  job_id: z.literal('cursor-key'),
  kind: z.literal('cursor-key'),
  secret: z.string().min(32),
  created_at: Time,
});
export type CursorKeyRow = z.infer<typeof CursorKeyRow>;

/**
 * A client wants all data of its job removed. A row of its own, which workers are denied: what they may write, a job's row, has
 * nothing removed. See docs/decisions/023-what-a-taken-over-worker-can-do.md.
 */
export const RemovalRow = z.object({
  job_id: z.string().startsWith('removal#'),
  kind: z.literal('removal'),
  for_job_id: z.string(),
  created_at: Time,
  ...Due,
});
export type RemovalRow = z.infer<typeof RemovalRow>;

/** A request that its client named, so as to send it again and not have it done twice (`core/shared/idempotency.ts`). */
export const IdempotencyRow = z.object({
  job_id: z.string().startsWith('idempotency#'),
  kind: z.literal('idempotency'),
  /** `free`: whoever had it was refused, or failed; it is anybody's again. */
  state: z.enum(['running', 'answered', 'free']),
  /** Hash of the request. */
  request: z.string(),
  begun_at: Time,
  /** As JSON. */
  answer: z.string().optional(),
  expires_at: z.int(),
});
export type IdempotencyRow = z.infer<typeof IdempotencyRow>;

/** Stands in place of the job whose data was removed on request: a late event of its upload must not make it anew. */
export const PurgedRow = z.object({
  job_id: z.string(),
  kind: z.literal('purged'),
  /** When the last of it was gone. Absent in notes of versions before, which called it as the job's row calls the beginning. */
  removed_at: Time.optional(),
  expires_at: z.int(),
});
export type PurgedRow = z.infer<typeof PurgedRow>;

export const Row = z.discriminatedUnion('kind', [
  JobRow,
  RegistrationRow,
  DeliveryRow,
  HostThrottleRow,
  WorkerRow,
  FleetRow,
  UploadSearchRow,
  KeyRow,
  CursorKeyRow,
  IdempotencyRow,
  RemovalRow,
  PurgedRow,
  UsageRow,
  CountersRow,
  FiguresRow,
  SlotRow,
  VersionRow,
]);
export type Row = z.infer<typeof Row>;

export const registrationKey = (callbackId: string) => `registration#${callbackId}`;
export const deliveryKey = (webhookId: string) => `delivery#${webhookId}`;
export const workerKey = (instanceId: string) => `worker#${instanceId}`;
export const removalKey = (jobId: string) => `removal#${jobId}`;
export const idempotencyKey = (hash: string) => `idempotency#${hash}`;
export const FLEET_KEY = 'fleet';
export const UPLOAD_SEARCH_KEY = 'sweep';
export const CURSOR_KEY = 'cursor-key';

/** Names of the table's indexes, shared with the construct that makes them. */
export const TABLE = { name: 'transcription-jobs', key: 'job_id', ttl: 'expires_at' } as const;
export const DUE_INDEX = {
  name: 'due',
  partition: 'due_class',
  sort: 'due_at',
  projected: ['state', 'instance_id'],
} as const;
export const OWNER_INDEX = { name: 'by-owner', partition: 'owner', sort: 'listed_at' } as const;
export const S3_KEY_INDEX = { name: 'by-s3-key', partition: 's3_key', sort: 'created_at' } as const;
