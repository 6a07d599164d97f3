import * as z from 'zod';
import { EngineOptions } from './engine-protocol.ts';

export const RESULT_FORMATS = ['txt', 'json', 'srt', 'vtt'] as const;
export const ResultFormat = z.enum(RESULT_FORMATS);
export type ResultFormat = z.infer<typeof ResultFormat>;

/** The URI of each stored format. Formats that a newer version made are left out, not the row that names them. */
export const ResultUris = z.record(z.string(), z.string()).transform((uris) => known(uris, RESULT_FORMATS));

function known<Name extends string>(
  uris: Record<string, string>,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  return Object.fromEntries(names.flatMap((name) => (uris[name] === undefined ? [] : [[name, uris[name]]]))) as Partial<
    Record<Name, string>
  >;
}

const between = (schema: z.ZodNumber, least: number, most: number) => {
  const error = `expected ${schema.format === 'safeint' ? 'a whole number' : 'a number'} from ${least} to ${most}`;
  return schema.min(least, error).max(most, error).optional();
};

/** How text and subtitles are laid out; core/transcript/layout.ts has what holds without them. */
const LayoutOptions = {
  /** A pause longer than this begins a paragraph in `txt`. Seconds. */
  paragraph_pause_seconds: between(z.number(), 0.5, 600),
  /** Columns of a line in `srt` and `vtt`; a full-width character takes two. */
  max_line_width: between(z.int(), 10, 200),
  /** Lines of a cue. */
  max_lines: between(z.int(), 1, 4),
  /** How long a cue stands at most. */
  max_cue_seconds: between(z.number(), 1, 30),
};

/**
 * What can be asked of a transcription. Names are the same in the API, in object metadata, on the row and in the engine's
 * request; what only the engine reads is defined by its protocol.
 */
export const TranscriptionOptions = EngineOptions.extend({
  /** "auto", or a code of the model's: ISO 639-1 where that has one, such as "sv", else three letters, such as "haw". */
  language: z
    .string()
    .regex(/^(auto|[a-z]{2,3})$/, {
      error: 'expected "auto" or a language code of two or three letters such as "sv"',
      abort: true,
    })
    .optional(),
  /** A name of the model registry. */
  model: z.string().optional(),
  /** Result formats to store; JSON always is, as an attempt that adopts it makes the others from it. Default: all. */
  formats: z.array(ResultFormat).min(1).optional(),
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
