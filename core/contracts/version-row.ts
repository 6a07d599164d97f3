/** The item of a version of a job's transcript. The job's row says how many there are; what is in one is an object. */
import * as z from 'zod';
import { Expiry, Time } from './row-parts.ts';

export const VersionRow = z.object({
  job_id: z.string().startsWith('version#'),
  kind: z.literal('version'),
  for_job_id: z.string(),
  version: z.int().positive(),
  based_on: z.int(),
  restored: z.int().optional(),
  author: z.string().optional(),
  note: z.string().optional(),
  /** The row of the API key that it was saved with. */
  key: z.string(),
  created_at: Time,
  changed_segments: z.int(),
  /** Where its JSON is. */
  object_key: z.string(),
  ...Expiry,
});
export type VersionRow = z.infer<typeof VersionRow>;

export const versionKey = (jobId: string, version: number | '*') => `version#${jobId}#${version}`;

/** Of all versions that a job has but the original, the oldest first. */
export function versionKeys({
  job_id,
  latest_version = 0,
}: {
  job_id: string;
  latest_version?: number | undefined;
}): string[] {
  return Array.from({ length: latest_version }, (_, at) => versionKey(job_id, at + 1));
}
