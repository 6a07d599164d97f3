/** Uploads by links: what clients ask for, and what they are given. */
import * as z from 'zod';
import { Uri } from './document.ts';
import { Time } from './row-parts.ts';

/** Of a part, but that the last may be shorter: docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html. */
const LEAST_PART_BYTES = 5 * 1024 ** 2;
const MOST_PART_BYTES = 5 * 1024 ** 3;

/** Of a file in a form: base64 makes a third more of it, and a Lambda is called with 6 MB at most. */
export const MOST_FORM_FILE_BYTES = 4_400_000;

/** What is added to a registration's fields when the file is to be sent by links. */
export const UploadFields = {
  file_name: z
    .string()
    .min(1)
    .max(255)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .refine((name) => !/[\u0000-\u001f\u007f/\\]|^\.{1,2}$|\p{Surrogate}/u.test(name), {
      error: 'expected the name of a file, without folders and control characters',
    })
    .meta({ description: 'The last part of its key, and what the transcript is called by.', examples: ['talk.mp3'] }),
  size_bytes: z.int().min(1).meta({ description: 'Of the file, exactly: a link takes nothing else.' }),
  content_type: z
    .string()
    .max(100)
    .regex(/^[\w.+-]+\/[\w.+-]+$/, 'expected a media type such as audio/mpeg')
    .default('application/octet-stream')
    .meta({ description: 'Sent with the file; a link takes no other. What the file is, is found out by reading it.' }),
  transcribe: z.boolean().default(true).meta({
    description: 'False: its job starts when createJob asks for it by upload_id, with the options that are given then.',
  }),
  part_bytes: z
    .int()
    .min(LEAST_PART_BYTES, `expected at least ${LEAST_PART_BYTES}, the least that S3 takes`)
    .max(MOST_PART_BYTES, `expected at most ${MOST_PART_BYTES}, the most that S3 takes`)
    .optional()
    .meta({
      description:
        'Send it in parts of so many bytes, which can go side by side, and again where one was lost. Default: in one up to 64 MiB, and above that in parts of 64 MiB.',
    }),
};

export const PostLink = z.object({
  url: Uri,
  fields: z.record(z.string(), z.string()).meta({
    description: 'Of a form (multipart/form-data), as they are; then the file, as the last field, `file`.',
  }),
});
export type PostLink = z.infer<typeof PostLink>;

export const PartLinks = z.object({
  part_bytes: z.int().positive().meta({ description: 'Of each part but the last.' }),
  parts: z
    .array(z.object({ number: z.int().positive(), url: Uri }))
    .meta({ description: 'Those that are not there yet: PUT each slice of the file to its own.' }),
});
export type PartLinks = z.infer<typeof PartLinks>;

export const Upload = z.object({
  upload_id: z.string().meta({ description: 'Also the id of the job that comes of it.' }),
  job_id: z.string(),
  status_url: Uri,
  s3_uri: z.string(),
  size_bytes: z.int(),
  links_expire_at: Time.meta({ description: 'Ask for the upload again (getUpload) to get fresh ones.' }),
  post: PostLink.optional(),
  multipart: PartLinks.optional(),
});
export type Upload = z.infer<typeof Upload>;

export const UploadEnded = z.object({
  upload_id: z.string(),
  status: z.enum(['complete', 'aborted']),
});
export type UploadEnded = z.infer<typeof UploadEnded>;
