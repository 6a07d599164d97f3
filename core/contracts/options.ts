import * as z from 'zod';
import { EngineOptions } from './engine-protocol.ts';

export const RESULT_FORMATS = ['txt', 'json', 'srt', 'vtt', 'tsv', 'verbose_json'] as const;
/** Stored where a job names none; the others are made when they are asked for. */
export const USUAL_FORMATS: readonly ResultFormat[] = ['txt', 'json', 'srt', 'vtt'];
export const ResultFormat = z.enum(RESULT_FORMATS);
export type ResultFormat = z.infer<typeof ResultFormat>;

/** One text for each stored format. Formats that a newer version made are left out, not the row that names them. */
export function byFormat(text: z.ZodString) {
  const fields = RESULT_FORMATS.map((format) => [format, text.exactOptional()] as const);
  return z.object(Object.fromEntries(fields) as Record<ResultFormat, z.ZodExactOptional<z.ZodString>>);
}

export const ResultUris = byFormat(z.string()).meta({ description: 's3:// addresses by format.' });

const between = (schema: z.ZodNumber, least: number, most: number) => {
  const error = `expected ${schema.format === 'safeint' ? 'a whole number' : 'a number'} from ${least} to ${most}`;
  return schema.min(least, error).max(most, error).optional();
};

/** How text and subtitles are laid out; core/transcript/layout.ts has what holds without them. */
const LayoutOptions = {
  paragraph_pause_seconds: between(z.number(), 0.5, 600).meta({
    description: 'A longer pause is an empty line in txt. Default 2.5.',
  }),
  max_line_width: between(z.int(), 10, 200).meta({
    description: 'Columns of a line in srt and vtt; a full-width character takes two. Default 42.',
  }),
  max_lines: between(z.int(), 1, 4).meta({ description: 'Lines of a cue. Default 2.' }),
  max_cue_seconds: between(z.number(), 1, 30).meta({ description: 'How long a cue stands at most. Default 7.' }),
};

/** What clients are told of options that the engine's protocol defines. */
const { profile, prompt, hotwords, word_timestamps } = EngineOptions.shape;
const DescribedOptions = {
  profile: profile.meta({ description: 'Default balanced.' }),
  prompt: prompt.meta({
    description:
      "Text taken for what was said before. With the hotwords, what is beyond the model's 219 tokens is cut (warning prompt_cut): its end is used.",
  }),
  hotwords: hotwords.meta({
    description: 'Words to expect, parted by commas. Of a list that is too long, the beginning is used.',
  }),
  word_timestamps: word_timestamps.meta({
    description: 'Default true. With false the JSON has no words; subtitles are cut by them all the same.',
  }),
};

/**
 * What can be asked of a transcription. Names are the same in the API, in object metadata, on the row and in the engine's
 * request; what only the engine reads is defined by its protocol.
 */
export const TranscriptionOptions = EngineOptions.extend({
  ...DescribedOptions,
  language: z
    .string()
    .regex(/^(auto|[a-z]{2,3})$/, {
      error: 'expected "auto" or a language code of two or three letters such as "sv"',
      abort: true,
    })
    .meta({
      description:
        'ISO 639-1 where that has a code, else as the model calls it, such as haw and yue; others are refused.',
    })
    .optional(),
  model: z
    .string()
    .meta({
      description:
        'A model that this deployment serves (getModels); without a name the default. Others are refused (422).',
    })
    .optional(),
  /** An attempt that adopts the JSON makes the others from it. */
  formats: z
    .array(ResultFormat)
    .min(1)
    .meta({ description: 'Formats to store; JSON always is. Default txt, json, srt and vtt.' })
    .optional(),
  ...LayoutOptions,
});
export type TranscriptionOptions = z.infer<typeof TranscriptionOptions>;

/** The options that a row holds: read whole, or else without what a newer version added to them. */
export const StoredOptions = z.record(z.string(), z.unknown()).transform((stored): TranscriptionOptions => {
  const whole = TranscriptionOptions.safeParse(stored);
  return whole.success ? whole.data : readable(stored);
});

function readable(stored: Record<string, unknown>): TranscriptionOptions {
  const isKnown = (format: unknown) => ResultFormat.safeParse(format).success;
  const formats = Array.isArray(stored['formats']) ? stored['formats'].filter(isKnown) : stored['formats'];
  const fields = Object.entries(TranscriptionOptions.shape).flatMap(([name, field]) => {
    const read = field.safeParse(name === 'formats' ? formats : stored[name]);
    return read.success && read.data !== undefined ? [[name, read.data]] : [];
  });
  return Object.fromEntries(fields);
}

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
