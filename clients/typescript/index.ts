/** The client of the transcription service's API. Its types are made from the OpenAPI document that the service serves. */
export {
  createTranscriptionClient,
  type EndedJob,
  type JobsQuery,
  type TranscriptionClient,
  type TranscriptionClientOptions,
  type WaitOptions,
} from './client.ts';
export { TranscriptionProblem } from './problem.ts';
export type * from './schema.ts';
export { type UploadOptions, UploadRefused } from './upload.ts';
