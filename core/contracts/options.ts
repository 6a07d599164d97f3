import * as z from 'zod';
import { EngineOptions } from './engine-protocol.ts';

export const RESULT_FORMS = ['txt', 'json', 'srt', 'vtt'] as const;
export const ResultForm = z.enum(RESULT_FORMS);
export type ResultForm = z.infer<typeof ResultForm>;

/**
 * What can be asked of a transcription. Names are the same in the API, in object metadata, on the row and in the engine's
 * request; what only the engine reads is defined by its protocol.
 */
export const TranscriptionOptions = EngineOptions.extend({
  /** "auto", or an ISO 639-1 code such as "sv". */
  language: z
    .string()
    .regex(/^(auto|[a-z]{2})$/, {
      error: 'expected "auto" or a two-letter ISO 639-1 code such as "sv"',
      abort: true,
    })
    .optional(),
  /** A name of the model registry. */
  model: z.string().optional(),
  /** Result forms to store; JSON always is, as it is what the others are made from. Default: all. */
  formats: z.array(ResultForm).min(1).optional(),
});
export type TranscriptionOptions = z.infer<typeof TranscriptionOptions>;

/** Names that an upload's metadata is refused for (`unsupported_option`) instead of ignored: `metadata` is a registration's. */
export const REGISTRATION_ONLY: readonly string[] = ['metadata'];

/** Option names that the contract reserves and this version refuses (`unsupported_option`) instead of ignoring. */
export const RESERVED_OPTION_NAMES: readonly string[] = [
  'diarize',
  'num_speakers',
  'min_speakers',
  'max_speakers',
  'priority',
  'retention',
];
