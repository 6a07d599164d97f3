/** What the API answers of transcripts. */
import * as z from 'zod';
import { CompleteDocument, Uri } from './document.ts';
import { EngineTask } from './engine-protocol.ts';
import { ResultFormat } from './options.ts';
import { EditedDocument } from './versions.ts';

export const LongTranscript = z.object({
  job_id: z.string(),
  format: ResultFormat.meta({ description: 'What the link leads to.' }),
  transcript: z.object({ truncated: z.literal(true), url: Uri }),
});
export type LongTranscript = z.infer<typeof LongTranscript>;

/** As OpenAI's verbose_json, but for what only their decoder knows. */
export const VerboseTranscript = z.object({
  task: EngineTask,
  language: z.string().meta({ description: 'In English and lower case: swedish.' }),
  duration: z.number(),
  text: z.string(),
  segments: z.array(
    z.object({
      id: z.int(),
      start: z.number(),
      end: z.number(),
      text: z.string(),
      avg_logprob: z.number(),
      speaker: z.string().optional(),
    }),
  ),
  words: z
    .array(z.object({ word: z.string(), start: z.number(), end: z.number() }))
    .optional()
    .meta({ description: 'Absent where word_timestamps is false.' }),
});
export type VerboseTranscript = z.infer<typeof VerboseTranscript>;

export const TranscriptAnswer = z.union([EditedDocument, CompleteDocument, VerboseTranscript, LongTranscript]).meta({
  description:
    'The JSON as it is stored, of a version with its number; verbose_json where that was asked for; or, when what was asked for has more than 4 MB, a link to it.',
});

export const TranscriptRedirect = z.object({ location: Uri });
