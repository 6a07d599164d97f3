/** What a recording would take and cost, before it is sent. */
import * as z from 'zod';
import { type FieldCheck, without } from './checks.ts';

/** A day of audio is more than any stage takes; 5 GB is what S3 takes in one piece, and a stage's limit may be less. */
const MOST_SECONDS = 864_000;
const MOST_BYTES = 1e12;

/**
 * Body of `POST /api/v1/estimate`.
 *
 * @param modelProblem says why a model is not to be had
 */
export const estimateRequest = (modelProblem: FieldCheck<string>) =>
  z
    .strictObject({
      model: z.string().check(without(modelProblem, 'unsupported_option')).optional().meta({
        description: 'Which one the recording would be for: one of getModels; the default if left out.',
      }),
      duration_seconds: z.number().positive().max(MOST_SECONDS).optional(),
      size_bytes: z.int().positive().max(MOST_BYTES).optional(),
      file_name: z.string().min(1).max(1024).optional().meta({
        description: 'With size_bytes: its ending says about how many bytes a second of such a file has.',
      }),
    })
    .refine(({ duration_seconds, size_bytes }) => (duration_seconds === undefined) !== (size_bytes === undefined), {
      error: 'expected either duration_seconds or size_bytes',
    });

export const EstimateRequest = estimateRequest(() => undefined).meta({
  examples: [{ duration_seconds: 3600 }, { size_bytes: 28_800_000, file_name: 'talk.mp3', model: 'kb-whisper-small' }],
});
export type EstimateRequest = z.infer<typeof EstimateRequest>;

export const Estimate = z.object({
  model: z.string().meta({ description: 'The one that all of this is about.' }),
  audio_seconds: z.number().meta({ description: 'As told, or guessed from size_bytes.' }),
  guessed_from_size: z.boolean(),
  wait_seconds: z.number().meta({ description: 'From the upload until a worker begins.' }),
  work_seconds: z.number().meta({ description: 'From then until the result.' }),
  usd: z.number(),
  by: z.enum(['measured', 'assumed']).meta({
    description:
      'measured: the mean of all jobs that this deployment has completed with the model, an hour of audio at least. assumed: it has done less, and figures published for a g4dn.xlarge stand in.',
  }),
  jobs: z.int().meta({ description: 'How many it is measured on.' }),
});
export type Estimate = z.infer<typeof Estimate>;
