/**
 * The result of a job as clients get it: the stored `.json`, and the body of the webhook. The contract (docs/contract.md) fixes `job_id`,
 * `status`, `transcript` and `metadata` with their names and value types; the rest was added at the top level.
 */
import * as z from 'zod';
import { Quality, Segment } from './engine-protocol.ts';
import { ClientMetadata, JobError, Warning } from './job-row.ts';
import { ResultUris } from './options.ts';
import { Market } from './settings.ts';

const Metadata = z.object({
  /** Whole seconds from claim to transcript, as in "120s". */
  processing_time: z.string(),
  /** Bytes of the upload, as in "1024000". */
  file_size: z.string(),
  model: z.string(),
});

/** Where the time went, in seconds, and on what. */
export const Usage = z.object({
  audio_seconds: z.number(),
  speech_seconds: z.number(),
  /** Upload seen to claim by a worker; includes the boot of a worker that was launched for it. */
  queue_seconds: z.number(),
  /** Start of the instance's worker process to ready for its first job; 0 for a worker that was already up. */
  boot_seconds: z.number(),
  model_load_seconds: z.number(),
  download_seconds: z.number(),
  transcribe_seconds: z.number(),
  instance_type: z.string(),
  market: Market,
  /** USD per hour of the worker, and USD for its boot (first job only) and this job; null where no price is known. */
  price_usd_per_hour: z.number().nullable(),
  usd: z.number().nullable(),
});
export type Usage = z.infer<typeof Usage>;

export const File = z.object({ name: z.string(), s3_key: z.string() });

export const Transcript = z.object({
  text: z.string().optional(),
  segments: z.array(Segment).optional(),
  /** Set when the body would be too large: fetch the transcript at `url`. */
  truncated: z.literal(true).optional(),
  url: z.string().optional(),
});

const Common = {
  job_id: z.string(),
  callback_id: z.string().nullable(),
  file: File,
  metadata: Metadata,
  warnings: z.array(Warning),
  client_metadata: ClientMetadata.optional(),
};

export const CompleteDocument = z.object({
  ...Common,
  status: z.literal('complete'),
  transcript: Transcript,
  language: z.object({ code: z.string(), probability: z.number() }),
  duration_seconds: z.number(),
  results: ResultUris,
  quality: Quality,
  usage: Usage,
});
export type CompleteDocument = z.infer<typeof CompleteDocument>;

export const FailedDocument = z.object({
  ...Common,
  status: z.literal('failed'),
  transcript: z.null(),
  error: JobError,
});
export type FailedDocument = z.infer<typeof FailedDocument>;

export type StoredDocument = CompleteDocument & { transcript: { text: string; segments: Segment[] } };

/** What a stored result must hold to be adopted by a later attempt, which hands all the rest on as it is. */
const Adoptable = z.looseObject({
  job_id: z.string(),
  status: z.literal('complete'),
  transcript: z.looseObject({ text: z.string(), segments: z.array(z.looseObject(Segment.shape)) }),
  results: ResultUris,
  duration_seconds: z.number(),
  warnings: z.array(Warning),
});

/** @throws ZodError when it is no result of this service, or of a version that nothing here can go on with */
export function readStoredDocument(json: unknown): StoredDocument {
  return Adoptable.parse(json) as z.infer<typeof Adoptable> & StoredDocument;
}
