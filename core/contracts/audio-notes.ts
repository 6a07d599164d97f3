/**
 * The routes of an older service, "Scalable Audio Transcription and Note Generation", by its own paths, so that its clients need another
 * host and a key alone. Its description names paths and job_id; the other fields are what these paths imply. What new clients use
 * stands beside each.
 */
import * as z from 'zod';
import { Uri } from './document.ts';
import { JobHeaders } from './job-answers.ts';
import { client } from './job-routes.ts';
import { UploadForm } from './registration.ts';
import type { Route } from './route.ts';
import { Time } from './row-parts.ts';

const NoteStatus = z.enum(['pending', 'processing', 'completed', 'failed']);

export const AudioUpload = z.object({
  job_id: z.string(),
  status: NoteStatus,
  filename: z.string(),
  status_url: Uri,
  result_url: Uri,
});
export type AudioUpload = z.infer<typeof AudioUpload>;

export const AudioStatus = z.object({
  job_id: z.string(),
  status: NoteStatus,
  filename: z.string(),
  created_at: Time,
  updated_at: Time,
  error: z.string().nullable().meta({ description: 'Why it failed, or that it was cancelled.' }),
  result_url: Uri,
});
export type AudioStatus = z.infer<typeof AudioStatus>;

export const AudioResult = z.object({
  job_id: z.string(),
  status: z.literal('completed'),
  transcription: z.string().nullable().meta({ description: 'Null where it has more than 4 MB: see transcript_url.' }),
  notes: z.string().nullable().meta({ description: 'This service writes no notes: null.' }),
  transcript_url: Uri.meta({ description: 'The same with its times (getTranscript).' }),
});
export type AudioResult = z.infer<typeof AudioResult>;

const route = { ...client, tag: 'audio notes' } as const;
const ofOneJob = { ...route, params: z.object({ job_id: z.string() }), method: 'GET' } as const;

export const AUDIO_NOTES_ROUTES = {
  uploadAudioForNotes: {
    ...route,
    method: 'POST',
    path: '/upload-audio',
    form: UploadForm,
    summary: 'Send a small file and have it transcribed; better: uploadAudio.',
    description:
      'Also with a slash at the end. The older service described the path and the field job_id; the others are named by what they are.',
    answer: { status: 202, description: 'Its job.', body: AudioUpload, headers: JobHeaders },
    problems: [400, 403, 413, 429],
    handler: 'uploadAudioForNotes',
  },
  getAudioStatus: {
    ...ofOneJob,
    path: '/status/{job_id}',
    summary: 'How a job is doing; better: getJob.',
    description:
      'Statuses are those that “a processing job” and “a completed job” of its description imply, and two more.',
    answer: { status: 200, description: 'The job.', body: AudioStatus },
    problems: [403, 404, 429],
    handler: 'getAudioStatus',
  },
  getAudioResult: {
    ...ofOneJob,
    path: '/result/{job_id}',
    summary: 'The text of a completed job; better: getTranscript.',
    description: 'Until it is completed, a problem with status 409 that says what the job is.',
    answer: { status: 200, description: 'The text.', body: AudioResult },
    problems: [403, 404, 409, 429],
    handler: 'getAudioResult',
  },
} as const satisfies Record<string, Route>;
