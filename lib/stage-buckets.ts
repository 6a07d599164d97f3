/** The buckets beside the stage's own whose objects may be transcribed. */
import { z } from 'zod';

const MOST_BUCKETS = 20;
/** Of their JSON: a Lambda's environment holds 4 KB in all. */
const MOST_CHARACTERS = 800;

const Bucket = z.strictObject({
  /** A general purpose bucket of the stage's region. */
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'expected the name of a bucket, such as call-recordings'),
  /** Keys that may be named begin so. Default: all of the bucket's. */
  prefix: z
    .string()
    .regex(
      /^([^*?$/][^*?$]*\/)?$/,
      'expected a prefix that ends with a slash and has no *, ? or $, such as calls/2026/',
    )
    .default(''),
  /** Whose jobs may be of these objects, or 'all'. Every client of a tenant that is named here may have each of them transcribed. */
  tenants: z.union([z.literal('all'), z.array(z.string().min(1)).min(1)], {
    error: `expected the tenants that may name these objects, such as ['default'], or 'all'`,
  }),
  /** ARN of the KMS key that its objects are encrypted with, if it is one of a customer. Default: none. */
  keyArn: z
    .string()
    .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'expected the ARN of a KMS key, not of an alias')
    .optional(),
});

/** What the code is told of them. */
export function bucketSettings(buckets: readonly z.infer<typeof Bucket>[]) {
  return buckets.map(({ name, prefix, tenants }) => ({ name, prefix, tenants }));
}

export const StageBuckets = z
  .array(Bucket)
  .max(MOST_BUCKETS)
  .refine((buckets) => JSON.stringify(bucketSettings(buckets)).length <= MOST_CHARACTERS, {
    error: `expected at most ${MOST_CHARACTERS} characters as JSON, as a Lambda's environment holds 4 KB; name prefixes with fewer tenants, or 'all'`,
  })
  .default([]);
export type StageBuckets = z.infer<typeof StageBuckets>;
