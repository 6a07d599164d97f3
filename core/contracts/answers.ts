/** What the API answers: the code's types and docs/openapi.json are made from these schemas. */
import * as z from 'zod';
import { CompleteDocument, File, Transcript, Uri } from './document.ts';
import { EngineTask } from './engine-protocol.ts';
import { JobUsage, ShownAttempt, Timings } from './job-history.ts';
import { ClientMetadata, JobError, JobStatus, LaunchAttempt, RecordingId, Warning } from './job-row.ts';
import { byFormat, ResultFormat, ResultUris } from './options.ts';
import { Time } from './row-parts.ts';
import { DeliveryStatus } from './rows.ts';
import { EngineName } from './settings.ts';
import { EditedDocument } from './versions.ts';
import { AttemptErrorCode, FailureReason } from './webhooks.ts';

export const Registration = z.object({
  callback_id: z.string().meta({ description: 'Whoever knows it may upload under it.' }),
  upload_path: z.string().meta({ examples: ['transcription_upload/3f/'] }),
  message: z.string(),
  bucket: z.string(),
  upload_uri: Uri,
  status_url: Uri,
  expires_at: Time.meta({
    description:
      'Uploads under it from then on belong to no callback (warning expired_callback). Each upload counts the days anew, once a day at most; 90 days unless the operator set another number.',
  }),
});
export type Registration = z.infer<typeof Registration>;

export const Rotation = z.object({
  callback_id: z.string(),
  previous_secret_valid_until: Time.nullable().meta({ description: 'Null when only the new secret signs.' }),
});
export type Rotation = z.infer<typeof Rotation>;

/** @param codes those of this version; a row may hold one of a newer version */
const reason = (codes: readonly string[]) => z.object({ code: z.string().meta({ enum: codes }), message: z.string() });

export const Delivery = z.object({
  id: z.string().meta({ description: 'The webhook-id.' }),
  status: DeliveryStatus,
  attempts: z.array(
    z.object({
      at: Time,
      milliseconds: z.int().nonnegative(),
      http_status: z.int().nullable(),
      error: reason(AttemptErrorCode.options).nullable(),
    }),
  ),
  next_attempt_at: Time.nullable(),
  failure: reason(FailureReason.options).nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const WebhookTest = z.object({
  webhook_id: z.string(),
  sent: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }).meta({
    description: 'As they went out, byte for byte: what the receiver has to verify.',
  }),
  delivered: z.boolean().meta({ description: 'The answer was a 2xx within 15 seconds.' }),
  http_status: z.int().nullable(),
  milliseconds: z.int().nonnegative(),
  error: reason(AttemptErrorCode.options).nullable().meta({ description: 'Why there was no answer.' }),
});
export type WebhookTest = z.infer<typeof WebhookTest>;

export const Deliveries = z.object({ deliveries: z.array(Delivery) });
export type Deliveries = z.infer<typeof Deliveries>;

export const Job = z.object({
  job_id: z.string(),
  status: JobStatus,
  callback_id: z.string().nullable(),
  file: File.nullable(),
  created_at: Time,
  updated_at: Time,
  progress: z.object({ seconds_done: z.number(), duration_seconds: z.number() }).nullable(),
  error: JobError.nullable(),
  results: ResultUris.nullable(),
  links: byFormat(Uri)
    .extend({
      audio: Uri.exactOptional().meta({
        description:
          'The recording, to play or to save, in ranges too. Good for 15 minutes and twice its length, 12 hours at most. Absent of a file of the web, which is not kept, and of one that has expired.',
      }),
    })
    .nullable()
    .meta({
      description:
        'Null until the job is completed; then a link to each format that is stored, made for this answer and good for 15 minutes, and to the recording. Fetch it without the API key.',
    }),
  transcript: Transcript.nullable().meta({
    description:
      'Null until the job is completed, and when its results have expired; then as in the webhook, the text left out when the document has more than 4 MB.',
  }),
  latest_version: z.int().positive().optional().meta({
    description:
      'The newest version of the transcript, once somebody has edited it; transcript and links are of the original.',
  }),
  warnings: z.array(Warning),
  timings: Timings,
  attempts: z.array(ShownAttempt).meta({ description: 'The newest last; of more than 100, those.' }),
  usage: JobUsage.nullable().meta({ description: 'Null until the job is completed.' }),
  webhook: Delivery.nullable().meta({ description: 'Null without a callback, and until the job has ended.' }),
  recording_id: RecordingId.optional(),
  retry_of: z.string().optional().meta({ description: 'The job whose file this one tries again.' }),
  client_metadata: ClientMetadata.optional(),
  queue_position: z.int().positive().optional().meta({
    description: 'Of a waiting job, 1 for the next; absent beyond the first 200.',
  }),
  estimated_end: z
    .object({ at: Time, by: z.string().meta({ enum: ['progress'] }) })
    .optional()
    .meta({
      description:
        'Of a job at work; by progress: as fast as it went so far. Absent until something was heard, and after a job was taken up from another worker.',
    }),
  held: z.object({ limit: z.string(), message: z.string(), until: Time.optional() }).optional().meta({
    description:
      'While the job is launching: a limit of the key is reached, and the job goes on by itself when that counts anew (until), when others have ended (concurrent_jobs), or when it is raised.',
  }),
  capacity: z.array(LaunchAttempt).optional().meta({
    description: 'What was tried to get a worker, the latest last; absent if nothing was refused.',
  }),
});
export type Job = z.infer<typeof Job>;

export const JobSummary = Job.pick({
  job_id: true,
  status: true,
  callback_id: true,
  file: true,
  created_at: true,
  updated_at: true,
  progress: true,
  error: true,
  recording_id: true,
  usage: true,
}).extend({
  language: z.string().nullable().meta({ description: 'What was spoken; until that is known, what was asked for.' }),
});
export type JobSummary = z.infer<typeof JobSummary>;

export const JobList = z.object({
  jobs: z.array(JobSummary),
  next_cursor: z.string().nullable().meta({ description: 'For the next page; null after the last one.' }),
});
export type JobList = z.infer<typeof JobList>;

export const LongTranscript = z.object({
  job_id: z.string(),
  format: ResultFormat.meta({ description: 'What the link leads to.' }),
  transcript: z.object({ truncated: z.literal(true), url: Uri }),
});
export type LongTranscript = z.infer<typeof LongTranscript>;

/** As OpenAI's verbose_json, but for what only their decoder knows. */
export const VerboseTranscript = z.object({
  task: EngineTask,
  language: z.string().meta({ description: 'In English and lower case: swedish.' }),
  duration: z.number(),
  text: z.string(),
  segments: z.array(
    z.object({
      id: z.int(),
      start: z.number(),
      end: z.number(),
      text: z.string(),
      avg_logprob: z.number(),
      speaker: z.string().optional(),
    }),
  ),
  words: z
    .array(z.object({ word: z.string(), start: z.number(), end: z.number() }))
    .optional()
    .meta({ description: 'Absent where word_timestamps is false.' }),
});
export type VerboseTranscript = z.infer<typeof VerboseTranscript>;

export const TranscriptAnswer = z.union([EditedDocument, CompleteDocument, VerboseTranscript, LongTranscript]).meta({
  description:
    'The JSON as it is stored, of a version with its number; verbose_json where that was asked for; or, when what was asked for has more than 4 MB, a link to it.',
});

export const Model = z.object({
  name: z.string(),
  default: z.boolean().meta({ description: 'What a job gets that names none.' }),
  engine: z.string().meta({ enum: EngineName.options }),
  languages: z.array(z.string()).meta({ description: 'Codes, beside "auto" where there are several.' }),
  tasks: z.array(EngineTask),
  engine_options: z.array(z.string()).meta({
    description:
      'What the engine honours; another option of these is refused (unsupported_option). Formats and layout go with every model.',
  }),
});
export const Models = z.object({ models: z.array(Model) });
export type Models = z.infer<typeof Models>;

export const Health = z.object({ status: z.literal('ok') });
export type Health = z.infer<typeof Health>;
export const Readiness = z.object({ status: z.literal('ready') });
export type Readiness = z.infer<typeof Readiness>;
export const Description = z.looseObject({ openapi: z.string(), info: z.looseObject({}), paths: z.looseObject({}) });

export const Deletion = z.object({ job_id: z.string(), status: z.literal('deleting') });
export type Deletion = z.infer<typeof Deletion>;

export const RetryHeaders = z.object({ location: z.string().meta({ description: 'Of the further job.' }) });
export const JobHeaders = z.object({ location: z.string().meta({ description: 'Of the job.' }) });

export const TranscriptRedirect = z.object({ location: Uri });

export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string().meta({ examples: ['invalid_request', 'unsupported_option', 'not_found'] }),
    request_id: z.string(),
    errors: z.array(
      z.object({
        pointer: z
          .string()
          .meta({ description: 'RFC 6901, of a field in the body or in the query; empty for the whole body.' }),
        message: z.string(),
      }),
    ),
  })
  .meta({ description: 'RFC 9457.' });
export type Problem = z.infer<typeof Problem>;
