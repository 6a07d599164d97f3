/**
 * The result of a job as clients get it: the stored `.json`, and the body of the webhook. The contract (docs/contract.md) fixes `job_id`,
 * `status`, `transcript` and `metadata` with their names and value types; the rest was added at the top level.
 */
import * as z from 'zod';
import { Quality, Segment } from './engine-protocol.ts';
import { ClientMetadata, JobError, RecordingId, Warning } from './job-row.ts';
import { ResultUris } from './options.ts';
import { Market } from './settings.ts';

export const Metadata = z.object({
  processing_time: z.string().meta({ description: 'Whole seconds from claim to transcript.', examples: ['120s'] }),
  file_size: z.string().meta({ description: 'Bytes of the upload.', examples: ['1024000'] }),
  model: z.string(),
});

export const Usage = z
  .object({
    audio_seconds: z.number(),
    speech_seconds: z.number(),
    queue_seconds: z.number().meta({
      description: 'Upload seen to claim by a worker; includes the boot of a worker that was launched for it.',
    }),
    boot_seconds: z.number().meta({
      description:
        "Start of the instance's worker process to ready for its first job; 0 for a worker that was already up.",
    }),
    model_load_seconds: z.number(),
    download_seconds: z.number(),
    transcribe_seconds: z.number(),
    instance_type: z.string(),
    market: Market,
    price_usd_per_hour: z.number().nullable().meta({ description: 'Of the worker; null where no price is known.' }),
    usd: z.number().nullable().meta({
      description: "For the worker's boot (first job only) and this job; null where no price is known.",
    }),
  })
  .meta({ description: 'Where the time went, in seconds, and what it cost.' });
export type Usage = z.infer<typeof Usage>;

export const File = z.object({
  name: z.string(),
  s3_key: z.string().optional().meta({ description: 'Of an upload.' }),
  url: z.string().optional().meta({ description: 'Of a file that was fetched; without its query.' }),
});
export type File = z.infer<typeof File>;

export const Uri = z.string().meta({ format: 'uri' });

export const Transcript = z
  .object({
    text: z.string().optional(),
    segments: z.array(Segment).optional(),
    truncated: z.literal(true).optional(),
    url: Uri.meta({
      description:
        'In a webhook the route redirectToTranscript, which needs the API key; in an answer of the API that of links.json.',
    }).optional(),
  })
  .meta({ description: 'Either text and segments, or truncated and a url, when the body would exceed a limit.' });

const Common = {
  job_id: z.string(),
  callback_id: z.string().nullable(),
  file: File,
  metadata: Metadata,
  warnings: z.array(Warning),
  recording_id: RecordingId.optional(),
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

export const CancelledDocument = z.object({
  ...Common,
  file: File.nullable().meta({ description: 'Null when the job was cancelled before its file came.' }),
  status: z.literal('cancelled'),
  transcript: z.null(),
  error: JobError,
});
export type CancelledDocument = z.infer<typeof CancelledDocument>;

export const Outcome = z.discriminatedUnion('status', [CompleteDocument, FailedDocument, CancelledDocument]);

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
