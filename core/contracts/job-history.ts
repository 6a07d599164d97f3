/** How it went with a job so far, as clients are told. */
import * as z from 'zod';
import { AttemptOutcome } from './job-row.ts';
import { Time } from './row-parts.ts';

const moment = (description: string) => Time.optional().meta({ description });

/** When what happened; a moment that has not come is absent. */
export const Timings = z.object({
  uploaded_at: moment('The file was there.'),
  queued_at: moment('It was put into the queue, the last time.'),
  started_at: moment('A worker took it up, the last time.'),
  finished_at: moment('It was over.'),
});

export const ShownAttempt = z
  .object({
    attempt: z.int(),
    instance_type: z.string(),
    market: z.string(),
    started_at: Time,
    ended_at: Time.optional(),
    outcome: z.string().optional().meta({ enum: AttemptOutcome.options }),
    error: z.string().optional(),
  })
  .meta({ description: 'One worker’s hold on the job; without ended_at it goes on.' });

export const JobUsage = z.object({
  audio_seconds: z.number(),
  usd: z.number().nullable().meta({
    description: 'Null where no price is known, and for jobs of versions before this field. More in the JSON result.',
  }),
});
