/** What the API answers of jobs. */
import * as z from 'zod';
import { File, Transcript, Uri } from './document.ts';
import { JobUsage, ShownAttempt, Timings } from './job-history.ts';
import { ClientMetadata, JobError, JobStatus, LaunchAttempt, RecordingId, Warning } from './job-row.ts';
import { byFormat, ResultUris } from './options.ts';
import { Time } from './row-parts.ts';
import { Delivery } from './webhook-answers.ts';

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

export const Deletion = z.object({ job_id: z.string(), status: z.literal('deleting') });
export type Deletion = z.infer<typeof Deletion>;

export const RetryHeaders = z.object({ location: z.string().meta({ description: 'Of the further job.' }) });
export const JobHeaders = z.object({ location: z.string().meta({ description: 'Of the job.' }) });
