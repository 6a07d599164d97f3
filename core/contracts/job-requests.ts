/** What clients may ask about jobs: queries and bodies. */
import * as z from 'zod';
import { JobStatus, RecordingId } from './job-row.ts';
import { ResultFormat, TranscriptionOptions } from './options.ts';
import { wholeNumber } from './query-parts.ts';

export const VersionName = z
  .string()
  .regex(/^(latest|0|[1-9][0-9]{0,3})$/, 'expected latest or the number of a version, such as 2');
export type VersionName = z.infer<typeof VersionName>;

export const TranscriptQuery = z.strictObject({
  format: ResultFormat.optional().meta({ description: 'Goes before the header Accept. Default json.' }),
  version: VersionName.optional().meta({
    description: 'The number of one (see listVersions), or latest. Default 0, the original as it was heard.',
  }),
});

const Instant = z.iso.datetime({ offset: true });

export const JobsQuery = z.strictObject({
  status: JobStatus.optional(),
  language: z.string().min(1).max(20).optional().meta({
    description: 'A code such as sv: what was spoken; until that is known, what was asked for.',
  }),
  recording_id: RecordingId.optional(),
  callback_id: z.string().min(1).max(200).optional(),
  file_name: z.string().min(1).max(255).optional().meta({
    description: 'Part of the name of the file, in capitals or not.',
  }),
  created_after: Instant.optional().meta({ description: 'Made then or later.' }),
  created_before: Instant.optional().meta({ description: 'Made before then.' }),
  limit: wholeNumber(1, 200).default(50),
  cursor: z.string().min(1).max(2000).optional().meta({
    description: 'next_cursor of the page before, with the same filters; limit may be another.',
  }),
});
export type JobsQuery = z.infer<typeof JobsQuery>;

/** What the deployed model cannot do is refused, as in a registration. */
export const RetryRequest = TranscriptionOptions.meta({ examples: [{ language: 'sv' }] });
