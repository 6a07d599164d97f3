/**
 * The items of table `transcription-jobs`. All share the key `job_id`; other kinds than jobs carry a prefix with `#`,
 * which no job id contains. `due_class` and `due_at` put an item into the sparse index `due`: what has to be looked at,
 * and by when. `s3_key` puts jobs into the sparse index `by-s3-key`.
 */
import * as z from 'zod';
import { ResultForm, TranscriptionOptions } from './options.ts';
import { Market } from './settings.ts';

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

/** `waiting` and `running` jobs, `delivery` attempts, live `worker`s: everything that someone must come back to. */
export const DueClass = z.enum(['waiting', 'running', 'delivery', 'worker']);
export type DueClass = z.infer<typeof DueClass>;

const Time = z.iso.datetime();

const Due = { due_class: DueClass.optional(), due_at: Time.optional() };
/** Epoch seconds at which DynamoDB may delete the item. */
const Expiry = { expires_at: z.int().optional() };

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
  instance_id: z.string().optional(),
  lease_until: Time.optional(),
  started_at: Time.optional(),
  finished_at: Time.optional(),
  progress: z.object({ seconds_done: z.number(), duration_seconds: z.number() }).optional(),
  results: z.partialRecord(ResultForm, z.string()).optional(),
  error: JobError.optional(),
  error_message: z.string().optional(),
  warnings: z.array(Warning),
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
  callback_secret: z.string().optional(),
  /** Where this deployment's API answers, as the client reached it; links in webhooks start with it. */
  api_base: z.string(),
  options: TranscriptionOptions,
  client_metadata: ClientMetadata.optional(),
  created_at: Time,
  ...Expiry,
});
export type RegistrationRow = z.infer<typeof RegistrationRow>;

export const DeliveryStatus = z.enum(['pending', 'delivered', 'failed']);
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

export const DeliveryAttempt = z.object({
  at: Time,
  milliseconds: z.int(),
  http_status: z.int().optional(),
  error: z.string().optional(),
});
export type DeliveryAttempt = z.infer<typeof DeliveryAttempt>;

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
  next_attempt_at: Time.optional(),
  ...Due,
  ...Expiry,
});
export type DeliveryRow = z.infer<typeof DeliveryRow>;

export const WorkerState = z.enum(['launching', 'idle', 'busy', 'draining']);
export type WorkerState = z.infer<typeof WorkerState>;

export const WorkerRow = z.object({
  job_id: z.string().startsWith('worker#'),
  kind: z.literal('worker'),
  instance_id: z.string(),
  state: WorkerState,
  instance_type: z.string(),
  market: Market,
  /** Who has not written by then is taken for dead; `draining` workers write it too. */
  alive_until: Time,
  launched_at: Time,
  updated_at: Time,
  ...Due,
  ...Expiry,
});
export type WorkerRow = z.infer<typeof WorkerRow>;

export const FleetReservation = z.object({ count: z.int(), instance_ids: z.array(z.string()), until: Time });
export type FleetReservation = z.infer<typeof FleetReservation>;

export const FleetRow = z.object({
  job_id: z.literal('fleet'),
  kind: z.literal('fleet'),
  created_at: Time,
  version: z.int(),
  /** Workers asked for and not yet seen as rows, by the fleet version that asked. */
  reservations: z.record(z.string(), FleetReservation),
});
export type FleetRow = z.infer<typeof FleetRow>;

/** Ties an API key to its tenant; a key without such an item belongs to tenant `default`. */
export const KeyRow = z.object({ job_id: z.string().startsWith('key#'), kind: z.literal('key'), tenant: z.string() });
export type KeyRow = z.infer<typeof KeyRow>;

export const Row = z.discriminatedUnion('kind', [JobRow, RegistrationRow, DeliveryRow, WorkerRow, FleetRow, KeyRow]);
export type Row = z.infer<typeof Row>;

export const registrationKey = (callbackId: string) => `registration#${callbackId}`;
export const deliveryKey = (webhookId: string) => `delivery#${webhookId}`;
export const workerKey = (instanceId: string) => `worker#${instanceId}`;
export const tenantKey = (keyHash: string) => `key#${keyHash}`;
export const FLEET_KEY = 'fleet';

/** Names of the table's indexes, shared with the construct that makes them. */
export const TABLE = { name: 'transcription-jobs', key: 'job_id', ttl: 'expires_at' } as const;
export const DUE_INDEX = {
  name: 'due',
  partition: 'due_class',
  sort: 'due_at',
  projected: ['state', 'instance_id'],
} as const;
export const S3_KEY_INDEX = { name: 'by-s3-key', partition: 's3_key', sort: 'created_at' } as const;
