/** Settings that the stage configuration gives to Lambdas (as JSON environment variables) and workers (as user data). */
import * as z from 'zod';
import { EngineTask } from './engine-protocol.ts';

export const Market = z.enum(['spot', 'on-demand']);
export type Market = z.infer<typeof Market>;

export const FleetSettings = z.object({
  max_workers: z.int().positive(),
  /** How many waiting jobs justify one worker; 1 is a worker for every upload when nothing else is there. */
  waiting_jobs_per_worker: z.int().positive(),
  instance_types: z.array(z.string()).min(1),
  subnet_ids: z.array(z.string()).min(1),
  /** Purchase options in the order they are tried; each is asked at most once per sizing. */
  markets: z.array(Market).min(1),
  /** Reconcile terminates a worker older than this, whatever it does. */
  max_lifetime_seconds: z.int().positive(),
  /** After EC2 refused every worker: the first wait, doubled with each further refusal, up to the longest. */
  first_wait_seconds: z.number().positive(),
  longest_wait_seconds: z.number().positive(),
  /** A job that waited this long, while no worker was to be had for as long, is failed as `capacity_unavailable`. */
  give_up_seconds: z.number().positive(),
  /** What all jobs of the stage may cost in a month of UTC; from then on no worker is launched. */
  usd_per_month: z.number().positive().optional(),
});
export type FleetSettings = z.infer<typeof FleetSettings>;

/** The search for uploads whose event was lost. */
export const UploadSearchSettings = z.object({
  /** From the beginning of one sweep to that of the next. */
  every_seconds: z.number().positive(),
  /** The event of a younger upload may still come. */
  settle_seconds: z.number().nonnegative(),
  /** A multipart upload may take this long from its beginning, which is the time S3 gives the object. */
  longest_upload_seconds: z.number().positive(),
});
export type UploadSearchSettings = z.infer<typeof UploadSearchSettings>;

export const UploadLimits = z.object({
  max_bytes: z.int().positive(),
  max_duration_seconds: z.number().positive(),
});
export type UploadLimits = z.infer<typeof UploadLimits>;

export const EngineName = z.enum(['faster-whisper', 'moonshine']);
export type EngineName = z.infer<typeof EngineName>;

export const ModelSettings = z.object({
  /** What results call the model, such as kb-whisper-small. */
  name: z.string(),
  /** Codes of the languages the model can transcribe, as it calls them. With only one, an upload that names no language gets that one. */
  languages: z.array(z.string()).min(1),
  tasks: z.array(EngineTask).min(1),
  /** Which engine runs it (`core/transcript/engines.ts`). Default: faster-whisper. */
  engine: EngineName.optional(),
});
export type ModelSettings = z.infer<typeof ModelSettings>;

/** The models of a stage beside the default: as many as fit into the 4 KB of a Lambda's environment. */
export const FurtherModels = z.array(ModelSettings).max(3);

/** Objects of a bucket that is not the service's own, and whose jobs may be of them. */
export const FurtherBucket = z.object({
  name: z.string(),
  /** Keys begin so; it is empty, for all of the bucket, or ends with a slash. */
  prefix: z.string(),
  tenants: z.union([z.literal('all'), z.array(z.string())]),
});
export type FurtherBucket = z.infer<typeof FurtherBucket>;

export const CallbackRules = z.object({
  /** True in the local stage only: http:// to a loopback address is a receiver on the same machine. */
  allow_loopback_http: z.boolean(),
  /** Ports that a callback URL may name; any port of a loopback address where those are allowed. */
  ports: z.array(z.int().min(1).max(65_535)).min(1),
});
export type CallbackRules = z.infer<typeof CallbackRules>;

/** What one receiving host is spared; deliveries above it wait, which is no attempt. */
export const WebhookLimits = z.object({
  rate_per_second: z.number().positive(),
  /** Deliveries that may go at once after a quiet time. */
  burst: z.int().positive(),
  /** Attempts under way at a time: what a slow receiver can hold of the deliverers. */
  max_in_flight: z.int().positive(),
});
export type WebhookLimits = z.infer<typeof WebhookLimits>;

/** USD per hour by instance type and purchase option. */
export const InstancePrices = z.record(z.string(), z.partialRecord(Market, z.number().positive()));
export type InstancePrices = z.infer<typeof InstancePrices>;

export const WorkerCode = z.object({
  s3_key: z.string(),
  /** Of the object's bytes; anything else is never started. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hexadecimal digits'),
});
export type WorkerCode = z.infer<typeof WorkerCode>;

/**
 * What a worker instance is told, as the JSON of its EC2 user data. Anyone on the instance can read it, so it holds no
 * secret; EC2 caps it at 16 KB.
 */
export const UserData = z.object({
  schema: z.literal(1),
  stage: z.string(),
  region: z.string(),
  table_name: z.string(),
  bucket_name: z.string(),
  /** Absent for workers of a version before live updates. */
  live_table_name: z.string().optional(),
  jobs_queue_url: z.string(),
  deliveries_queue_url: z.string(),
  secrets_key_arn: z.string(),
  model: ModelSettings.extend({
    /** A directory, or a hub id such as KBLab/kb-whisper-small. */
    source: z.string(),
    revision: z.string().optional(),
  }),
  /** End the worker after this many seconds without a job. 0 ends it as soon as the queue is empty. */
  idle_seconds: z.int().nonnegative(),
  /** End the worker after this many jobs. 0 means no limit. */
  jobs_per_worker: z.int().nonnegative(),
  /** Jobs with short files that a worker has side by side. Absent in launch templates of a version before: one. */
  short_jobs_at_once: z.int().positive().optional(),
  max_lifetime_seconds: z.int().positive(),
  limits: UploadLimits,
  /** Webhook bodies above this many bytes carry a link instead of the text. */
  max_webhook_bytes: z.int().positive(),
  callback_rules: CallbackRules,
  webhook_limits: WebhookLimits,
  prices: InstancePrices,
  /** Absent where the stage has none, and for workers of a version before them. */
  further_buckets: z.array(FurtherBucket).optional(),
  /** The worker's code, as an object of the bucket. Without it the copy that the image carries is started. */
  code: WorkerCode.optional(),
});
export type UserData = z.infer<typeof UserData>;
