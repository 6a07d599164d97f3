/**
 * The routes of an older service, Audio Text Backend, by its own paths, names and limits, so that its clients need another host and a
 * key alone. What new clients use stands beside each.
 */
import * as z from 'zod';
import { client } from './job-routes.ts';
import type { Route } from './route.ts';
import { Time } from './row-parts.ts';
import { Health } from './service-answers.ts';
import { UploadFields } from './uploads.ts';

const EXTENSIONS = ['mp3', 'wav', 'flac', 'mp4', 'm4a', 'aac', 'ogg'];
const MOST_BYTES = 10 * 1024 ** 2;

export const PresignedUrlRequest = z
  .object({
    filename: UploadFields.file_name.refine(
      (name) => EXTENSIONS.includes(name.split('.').at(-1)?.toLowerCase() ?? ''),
      {
        error: `expected a file of one of ${EXTENSIONS.join(', ')}; startUpload takes every format`,
      },
    ),
    content_type: z.string().max(100).optional().meta({ description: 'Of no importance: the file itself is read.' }),
    file_size: UploadFields.size_bytes.max(MOST_BYTES, 'expected at most 10 MB; startUpload takes larger files'),
  })
  .meta({ examples: [{ filename: 'talk.mp3', content_type: 'audio/mpeg', file_size: 1024000 }] });

export const PresignedUrl = z.object({ url: z.string().meta({ format: 'uri', description: 'PUT the file to it.' }) });

export const TranscribeRequest = z
  .object({
    filename: z.string().min(1).max(255),
    mode: z.string().max(100).optional().meta({
      description: 'A size of Whisper. The default model (getModels) hears every file, whatever stands here.',
    }),
    url: z.string().min(1).max(4096).meta({ description: 'As getPresignedUrl gave it.' }),
  })
  .meta({ examples: [{ filename: 'talk.mp3', mode: 'base', url: 'https://…/transcription_upload/…/talk.mp3?…' }] });

export const TranscriptionJob = z.object({
  id: z.string(),
  filename: z.string(),
  status: z.enum(['pending', 'processing', 'completed', 'failed']),
  creation_date: Time,
  update_date: Time,
  result_text: z
    .string()
    .nullable()
    .meta({ description: 'In lists null, and where it has more than 4 MB: see getTranscript.' }),
  processing_time_seconds: z.number().nullable(),
  error_message: z.string().nullable(),
});
export const TranscriptionJobs = z.array(TranscriptionJob);
export type TranscriptionJob = z.infer<typeof TranscriptionJob>;

const route = { ...client, tag: 'audio text' } as const;

export const AUDIO_TEXT_ROUTES = {
  getPresignedUrl: {
    ...route,
    method: 'POST',
    path: '/api/v1/audio/presigned-url',
    body: PresignedUrlRequest,
    summary: 'A link to PUT a file to; better: startUpload.',
    answer: { status: 200, description: 'The link, good for an hour.', body: PresignedUrl },
    problems: [400, 403, 413, 429],
    handler: 'getPresignedUrl',
  },
  transcribeUploaded: {
    ...route,
    method: 'POST',
    path: '/api/v1/job/transcribe',
    body: TranscribeRequest,
    summary: 'Have the file transcribed that was sent by the link; better: completeUpload.',
    answer: { status: 200, description: 'Its job.', body: TranscriptionJob },
    problems: [400, 403, 404, 409, 413, 429],
    handler: 'transcribeUploaded',
  },
  getJobStatus: {
    ...route,
    method: 'GET',
    path: '/api/v1/job/status/{job_id}',
    params: z.object({ job_id: z.string() }),
    summary: 'A job with its text; better: getJob.',
    answer: { status: 200, description: 'The job.', body: TranscriptionJob },
    problems: [403, 404, 429],
    handler: 'getJobStatus',
  },
  readJobs: {
    ...route,
    method: 'GET',
    path: '/api/v1/job/read',
    summary: 'The latest jobs; better: listJobs.',
    answer: { status: 200, description: 'At most 200, the newest first.', body: TranscriptionJobs },
    problems: [403, 429],
    handler: 'readJobs',
  },
  isThere: {
    ...route,
    method: 'GET',
    path: '/api/v1',
    summary: 'Whether the service answers; better: health.',
    answer: { status: 200, description: 'It does.', body: Health },
    problems: [403, 429],
    handler: 'isThere',
  },
} as const satisfies Record<string, Route>;
