/** The routes about uploads by links; `routes.ts` is the whole table. */
import * as z from 'zod';
import { Job, JobHeaders } from './job-answers.ts';
import { client } from './job-routes.ts';
import { UploadForm, UploadRequest } from './registration.ts';
import type { Route } from './route.ts';
import { Upload, UploadEnded } from './uploads.ts';

const UploadPath = z.object({ upload_id: z.string() });
const ofOneUpload = { ...client, params: UploadPath, tag: 'uploads' } as const;
const path = '/api/v1/uploads/{upload_id}';

export const UPLOAD_ROUTES = {
  startUpload: {
    ...client,
    method: 'POST',
    path: '/api/v1/uploads',
    body: UploadRequest,
    tag: 'uploads',
    summary: 'Get links to send a file by, without rights of your own in S3.',
    description:
      'With the options of its job, and with a callback or without. A file of up to 64 MiB is one form to post; a larger one goes in parts, which end by completeUpload. The job has the id of the upload and starts by itself when the file is there.',
    answer: { status: 201, description: 'Where to send it.', body: Upload },
    problems: [400, 403, 413, 429],
    handler: 'startUpload',
  },
  uploadAudio: {
    ...client,
    method: 'POST',
    path: '/api/v1/upload-audio',
    form: UploadForm,
    tag: 'uploads',
    summary: 'Send a small file itself, and have it transcribed.',
    description:
      'Of up to 4,400,000 bytes, with the options of its job as further fields of the form, and with a callback or without. Larger files go by startUpload. Sent again under its Idempotency-Key it may have another boundary: what counts are fields and file.',
    answer: { status: 202, description: 'Its job.', body: Job, headers: JobHeaders },
    problems: [400, 403, 413, 429],
    handler: 'uploadAudio',
  },
  getUpload: {
    ...ofOneUpload,
    method: 'GET',
    path,
    summary: 'Fresh links to what is not sent yet.',
    description: 'After the old ones have expired, or to go on where a connection was lost.',
    answer: { status: 200, description: 'The upload.', body: Upload },
    problems: [403, 404, 409, 429],
    handler: 'getUpload',
  },
  abortUpload: {
    ...ofOneUpload,
    method: 'DELETE',
    path,
    summary: 'Give an upload up.',
    description: 'What was sent of it is removed, and its job is cancelled.',
    answer: { status: 200, description: 'It is over.', body: UploadEnded },
    problems: [403, 404, 409, 429],
    handler: 'abortUpload',
  },
  completeUpload: {
    ...ofOneUpload,
    method: 'POST',
    path: `${path}/complete`,
    summary: 'Make one file of the parts.',
    description: 'Refused while parts are missing, which it names. Nothing of them has to be told.',
    answer: { status: 200, description: 'The file is there, and its job starts.', body: UploadEnded },
    problems: [403, 404, 409, 429],
    handler: 'completeUpload',
  },
} as const satisfies Record<string, Route>;
