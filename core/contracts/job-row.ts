/** The item of a job, and what it is made of. */
import * as z from 'zod';
import { AwaitedUpload, WebSource } from './job-source.ts';
import { ResultUris, StoredOptions } from './options.ts';
import { Due, Expiry, Time } from './row-parts.ts';
import { Market } from './settings.ts';

export const JOB_STATUSES = ['registered', 'launching', 'processing', 'completed', 'failed', 'cancelled'] as const;
export const JobStatus = z.enum(JOB_STATUSES);
export type JobStatus = z.infer<typeof JobStatus>;

export const FailureCode = z.enum([
  'empty_file',
  'no_audio_stream',
  'unsupported_media',
  'unsupported_option',
  'model_unavailable',
  'file_too_large',
  'audio_too_long',
  'download_failed',
  'archived_object',
  'object_unreadable',
  'url_unreachable',
  'url_forbidden',
  'url_too_large',
  'url_not_audio',
  'engine_crashed',
  'time_limit',
  'interrupted_too_often',
  'capacity_unavailable',
  'cancelled',
  'internal',
]);
export type FailureCode = z.infer<typeof FailureCode>;

/** `code` is one of `FailureCode`, or what a newer version calls its failure. */
export const JobError = z.object({
  code: z.string().meta({ enum: FailureCode.options }),
  message: z.string(),
  retriable: z.boolean().meta({ description: 'Whether sending the same file again can help.' }),
});
export type JobError = z.infer<typeof JobError>;

export const Warning = z.object({
  code: z.string().meta({
    description:
      'Such as unknown_callback, expired_callback, no_speech, unsure_language (its probability is below 0.5), low_confidence, low_coverage, doubtful_text, text_removed, prompt_cut, damaged_audio. New ones may come.',
  }),
  message: z.string(),
});
export type Warning = z.infer<typeof Warning>;

export type ClientMetadata = Record<string, z.core.util.JSONType>;
/**
 * What clients attach to a registration and get back in the webhook as `client_metadata`. Taken as it is, not made anew: a
 * copy would lack fields with names such as `__proto__`.
 */
export const ClientMetadata = z.custom<ClientMetadata>(isObject, 'expected an object').meta({
  type: 'object',
  description:
    'At most 4096 bytes of JSON, given back as it came. Refused: numbers beyond ±9007199254740991 (send them as text), half characters (lone surrogates), more than 32 levels.',
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const RecordingId = z.string().min(1).max(200).meta({
  description: 'What the client calls the recording; comes back with each of its jobs, which can be listed by it.',
});

/** How rows keep it: as the text it came in, since DynamoDB has neither every number nor every depth that JSON has. */
export const StoredMetadata = {
  client_metadata_json: z.string().optional(),
  /** In rows of versions before that. */
  client_metadata: ClientMetadata.optional(),
};

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
export const JobAttempt = z.object({
  attempt: z.int(),
  instance_id: z.string(),
  instance_type: z.string(),
  market: z.string(),
  started_at: Time,
  ended_at: Time.optional(),
  /** One of `AttemptOutcome`, or of a newer version. */
  outcome: z.string().optional(),
  error: z.string().optional(),
  /** How much of the worker's time was the job's, 0 to 1; absent where it was all. */
  share: z.number().optional(),
});
export type JobAttempt = z.infer<typeof JobAttempt>;

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

/** Puts a job into the index `by-owner`: its tenant, and when it was made. No other kind of row has these. */
const Listed = { owner: z.string().optional(), listed_at: Time.optional() };

export const JobRow = z.object({
  job_id: z.string(),
  kind: z.literal('job'),
  status: JobStatus,
  created_at: Time,
  updated_at: Time,
  tenant: z.string().optional(),
  ...Listed,
  /** The row of the API key that it was registered with; its limits hold. */
  key: z.string().optional(),
  callback_id: z.string().optional(),
  callback_url: z.string().optional(),
  /** Sealed with KMS, context `{callback_id}`. */
  callback_secret: z.string().optional(),
  ...StoredMetadata,
  options: StoredOptions,
  recording_id: z.string().optional(),
  /** The job that failed or was cancelled, whose file this one tries again. */
  retry_of: z.string().optional(),
  /** Links to send its file by were given out; before it came. */
  awaited_upload: AwaitedUpload.optional(),
  /** Where its results go, and its upload lies if it has one. */
  bucket: z.string().optional(),
  web_source: WebSource.optional(),
  s3_key: z.string().optional(),
  s3_version_id: z.string().optional(),
  /** Tells one upload of a key from the next: version id, else the event's sequencer. */
  upload_version: z.string().optional(),
  size_bytes: z.int().optional(),
  uploaded_at: Time.optional(),
  /** A limit is reached: no message is sent before that counts anew, or is raised. */
  held: z.object({ limit: z.string(), message: z.string(), until: Time.optional() }).optional(),
  /** When it was held no longer; from then on it waits for a worker. */
  released_at: Time.optional(),
  queued_at: Time.optional(),
  /** Which model it waits for, has it, or did it; absent until it was queued, and in rows of versions that knew one model. */
  model: z.string().optional(),
  /** The same, for the index `due`, which shows no attribute of the first name. */
  state: z.string().optional(),
  /** Counts claims; the fence of every write by the worker that holds the job. */
  attempt: z.int(),
  /** Attempts that ended with a worker that vanished, or with a fault of ours. */
  crashes: z.int(),
  /** Spot took that many workers back while they held the job; no fault of the job's. */
  interruptions: z.int().default(0),
  attempts: z.array(JobAttempt).default([]),
  /** Number of the newest message for the job, see `JobMessage`; older ones are deleted by whoever receives them. */
  sequence: z.int().optional(),
  /** What was tried to get a worker for the job, the latest last. */
  capacity: z.array(LaunchAttempt).optional(),
  instance_id: z.string().optional(),
  lease_until: Time.optional(),
  started_at: Time.optional(),
  finished_at: Time.optional(),
  progress: z.object({ seconds_done: z.number(), duration_seconds: z.number() }).optional(),
  results: ResultUris.optional(),
  /** What it cost, as its result says; absent where no price is known. */
  usd: z.number().nonnegative().optional(),
  /** Of its transcript, as clients edited it; absent while there is the original alone. */
  latest_version: z.int().positive().optional(),
  /** What was spoken, once that is known. */
  language: z.string().optional(),
  error: JobError.optional(),
  error_message: z.string().optional(),
  warnings: z.array(Warning),
  /** When an operator began to remove the job's data, or its client asked for that; the row itself goes last. */
  purged_at: Time.optional(),
  ...Due,
  ...Expiry,
});
export type JobRow = z.infer<typeof JobRow>;

/** A job that has its upload. */
export type UploadedJob = JobRow & { bucket: string; s3_key: string; web_source?: undefined };
/** A job whose file its worker fetches. */
export type WebJob = JobRow & { bucket: string; web_source: WebSource; s3_key?: undefined };
/** A job that has what it is to transcribe. */
export type SourcedJob = UploadedJob | WebJob;

export function hasSource(job: JobRow): job is SourcedJob {
  return job.bucket !== undefined && (job.s3_key !== undefined || job.web_source !== undefined);
}
