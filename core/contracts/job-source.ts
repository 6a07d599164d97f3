/** Where a job's file comes from, but for one that lies in the bucket: parts of its row. */
import * as z from 'zod';

/** What the row of a job keeps of the upload that it waits for. */
export const AwaitedUpload = z.object({
  s3_key: z.string(),
  size_bytes: z.int(),
  content_type: z.string(),
  /** S3's id of an upload in parts. */
  multipart_id: z.string().optional(),
  part_bytes: z.int().optional(),
  /** Its job waits to be asked for when it has come. */
  kept: z.literal(true).optional(),
});
export type AwaitedUpload = z.infer<typeof AwaitedUpload>;

/**
 * A file that the job's worker fetches, and again with each attempt: of the web, or of a further bucket (`s3://…`), which versions before
 * those take for a URL that they do not call.
 */
export const WebSource = z.object({
  /** As it is shown: without query and fragment, in which there may be a token or a signature. */
  url: z.string(),
  /** All of it, sealed with KMS for the id of the job that was asked for; a retry of that one carries it on. */
  sealed_url: z.string(),
  sealed_for: z.string(),
});
export type WebSource = z.infer<typeof WebSource>;
