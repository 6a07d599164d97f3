/**
 * The items of table `transcription-jobs`. All share the key `job_id`; other kinds than jobs carry a prefix with `#`,
 * which no job id contains. `due_class` and `due_at` put an item into the sparse index `due`: what has to be looked at,
 * and by when. `s3_key` puts jobs into the sparse index `by-s3-key`.
 */
import * as z from 'zod';
import { FleetRow, SweepRow, WorkerRow } from './fleet-rows.ts';
import { ResultForm, TranscriptionOptions } from './options.ts';
import { Due, Expiry, Time } from './row-parts.ts';
import { Market } from './settings.ts';
import { DeliveryAttempt, DeliveryFailure, DisabledReason, EndpointRow } from './webhooks.ts';

export const JOB_STATUSES = ['registered', 'launching', 'processing', 'completed', 'failed', 'cancelled'] as const;
export const JobStatus = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof JobStatus>;

export const FailureCode = z.enum([
  'empty_file',
  'no_audio_stream',
  'unsupported_media',
  'unsupported_option',
  'file_too_large',
  'audio_too_long',
  'download_failed',
  'engine_crashed',
  'time_limit',
  'interrupted_too_often',
  'capacity_unavailable',
  'cancelled',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;

export const JobError = z.object({ code: FailureCode, message: z.string(), retriable: z.boolean() });
export type JobError = z.infer<typeof JobError>;

export const Warning = z.object({ code: z.string(), message: z.string() });
export type Warning = z.infer<typeof Warning>;

/** What clients attach to a registration and get back in the webhook as `client_metadata`. */
export const ClientMetadata = z.record(z.string(), z.json());
export type ClientMetadata = z.infer<typeof ClientMetadata>;

/** `lost`: nobody renewed the lease; `crashed`: a fault of ours; `engine_unusable`: the worker is broken, not the job. */
export const AttemptOutcome = z.enum([
  'completed',
  'failed',
  'cancelled',
  'handed_back',
  'interrupted',
  'crashed',
  'lost',
  'engine_unusable',
]);
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** One worker's hold on a job, from its claim to how it ended; without `ended_at` it goes on. */
export const Attempt = z.object({
  attempt: z.int(),
  instance_id: z.string(),
  instance_type: z.string(),
  market: Market,
  started_at: Time,
  ended_at: Time.optional(),
  outcome: AttemptOutcome.optional(),
  error: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

/** One call to EC2 for workers that was not wholly granted, while the job waited. */
export const LaunchAttempt = z.object({
  at: Time,
  market: Market,
  asked: z.int(),
  granted: z.int(),
  /** EC2's codes, each once. */
  errors: z.array(z.string()),
});
export type LaunchAttempt = z.infer<typeof LaunchAttempt>;

export const JobRow = z.object({
  job_id: z.string(),
  kind: z.literal('job'),
  status: JobStatus,
  created_at: Time,
  updated_at: Time,
  tenant: z.string().optional(),
  callback_id: z.string().optional(),
  callback_url: z.string().optional(),
  /** Sealed with KMS, context `{callback_id}`. */
  callback_secret: z.string().optional(),
  client_metadata: ClientMetadata.optional(),
  options: TranscriptionOptions,
  bucket: z.string().optional(),
  s3_key: z.string().optional(),
  s3_version_id: z.string().optional(),
  /** Tells one upload of a key from the next: version id, else the event's sequencer. */
  upload_version: z.string().optional(),
  size_bytes: z.int().optional(),
  uploaded_at: Time.optional(),
  queued_at: Time.optional(),
  /** Counts claims; the fence of every write by the worker that holds the job. */
  attempt: z.int(),
  /** Workers that vanished while they held the job. */
  crashes: z.int(),
  /** Spot took that many workers back while they held the job; no fault of the job's. */
  interruptions: z.int().default(0),
  attempts: z.array(Attempt).default([]),
  /** Number of the newest message for the job, see `JobMessage`; older ones are deleted by whoever receives them. */
  sequence: z.int().optional(),
  /** What was tried to get a worker for the job, the latest last. */
  capacity: z.array(LaunchAttempt).optional(),
  instance_id: z.string().optional(),
  lease_until: Time.optional(),
  started_at: Time.optional(),
  finished_at: Time.optional(),
  progress: z.object({ seconds_done: z.number(), duration_seconds: z.number() }).optional(),
  results: z.partialRecord(ResultForm, z.string()).optional(),
  error: JobError.optional(),
  error_message: z.string().optional(),
  warnings: z.array(Warning),
  /** When an operator began to remove the job's data; the row itself goes last. */
  purged_at: Time.optional(),
  ...Due,
  ...Expiry,
});
export type JobRow = z.infer<typeof JobRow>;

export const RegistrationRow = z.object({
  job_id: z.string().startsWith('registration#'),
  kind: z.literal('registration'),
  callback_id: z.string(),
  tenant: z.string(),
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
  disabled_reason: DisabledReason.optional(),
  /** Where this deployment's API answers, as the client reached it; links in webhooks start with it. */
  api_base: z.string(),
  options: TranscriptionOptions,
  client_metadata: ClientMetadata.optional(),
  created_at: Time,
  updated_at: Time.optional(),
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
  /** The place in the endpoint's line that this delivery holds. */
  slot_at: Time.optional(),
  failure: DeliveryFailure.optional(),
  ...Due,
  ...Expiry,
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

/** Ties an API key to its tenant; a key without such an item belongs to tenant `default`. */
export const KeyRow = z.object({ job_id: z.string().startsWith('key#'), kind: z.literal('key'), tenant: z.string() });
export type KeyRow = z.infer<typeof KeyRow>;

export const Row = z.discriminatedUnion('kind', [
  JobRow,
  RegistrationRow,
  DeliveryRow,
  EndpointRow,
  WorkerRow,
  FleetRow,
  SweepRow,
  KeyRow,
]);
export type Row = z.infer<typeof Row>;

export const registrationKey = (callbackId: string) => `registration#${callbackId}`;
export const deliveryKey = (webhookId: string) => `delivery#${webhookId}`;
export const workerKey = (instanceId: string) => `worker#${instanceId}`;
export const tenantKey = (keyHash: string) => `key#${keyHash}`;
export const FLEET_KEY = 'fleet';
export const SWEEP_KEY = 'sweep';

/** Names of the table's indexes, shared with the construct that makes them. */
export const TABLE = { name: 'transcription-jobs', key: 'job_id', ttl: 'expires_at' } as const;
export const DUE_INDEX = {
  name: 'due',
  partition: 'due_class',
  sort: 'due_at',
  projected: ['state', 'instance_id'],
} as const;
export const S3_KEY_INDEX = { name: 'by-s3-key', partition: 's3_key', sort: 'created_at' } as const;
