/** Bodies of the SQS messages that pass between the parts. */
import * as z from 'zod';
import { Time } from './row-parts.ts';

/** Queue `jobs`, under the names of the contract (docs/contract.md). The row is the truth; the message only says which row has work. */
export const JobMessage = z.object({
  job_id: z.string(),
  s3_input: z.string(),
  s3_output: z.string(),
  /** 0 if it is left out; a message that was sent again bears the next number, which the row repeats. */
  sequence: z.int().nonnegative().optional(),
});
export type JobMessage = z.infer<typeof JobMessage>;

/** Queue `uploads`, beside S3's own events: an upload whose event is to be looked at once more. */
export const UploadAgain = z.object({
  again: z.object({
    bucket: z.string(),
    s3_key: z.string(),
    s3_version_id: z.string().optional(),
    upload_version: z.string(),
    size_bytes: z.int().nonnegative().optional(),
    stored_at: Time.optional(),
  }),
});
export type UploadAgain = z.infer<typeof UploadAgain>;

/** Queue `uploads` too: a job that came without an upload was put into the queue `jobs`, and may need a worker. */
export const JobQueued = z.object({ queued: z.string() });
export type JobQueued = z.infer<typeof JobQueued>;

/** What of ours comes by the queue `uploads`. */
export const UploadsMessage = z.union([UploadAgain, JobQueued]);
export type UploadsMessage = z.infer<typeof UploadsMessage>;

/** Queue `deliveries`. The body to send is too large for a message and stands in S3. */
export const DeliveryMessage = z.object({ delivery_id: z.string() });
export type DeliveryMessage = z.infer<typeof DeliveryMessage>;
