import * as z from 'zod';

/** The options of a request that this version acts on. Names are the same in the API, in object metadata and on the row. */
export const TranscriptionOptions = z.strictObject({
  /** "auto", or an ISO 639-1 code such as "sv". */
  language: z
    .string()
    .regex(/^(auto|[a-z]{2})$/, { error: 'expected "auto" or a two-letter ISO 639-1 code such as "sv"', abort: true })
    .optional(),
});
export type TranscriptionOptions = z.infer<typeof TranscriptionOptions>;

/** Option names that the contract reserves and this version refuses (`unsupported_option`) instead of ignoring. */
export const RESERVED_OPTION_NAMES: readonly string[] = [
  'model',
  'task',
  'profile',
  'prompt',
  'hotwords',
  'word_timestamps',
  'diarize',
  'num_speakers',
  'min_speakers',
  'max_speakers',
  'vad',
  'beam_size',
  'temperature',
  'clip',
  'formats',
  'priority',
  'retention',
];
