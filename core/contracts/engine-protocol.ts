/**
 * The language spoken between the Node worker and a transcription engine process: one JSON object a line, requests on
 * the engine's stdin, events on its stdout (stderr is its log). The engine says `ready` once its model is loaded, then
 * answers each request with `started`, any number of `segment`, and exactly one `done`, `error` or `stopped`, in the order
 * they came; work on the next requests begins meanwhile. `part` and `progress` come at any time. End of stdin ends it.
 *
 * A file that was begun can be gone on with, in another process or on another machine: the `part`s that were told are
 * given back as `resume`, and the answer is, from `started` and the first segment on, that of one uninterrupted run.
 *
 * This file is the only definition. `worker-ami/engines/protocol.schema.json` is generated from it (`npm run protocol`)
 * for the Python tests; `test/fixtures/engine-protocol/` holds the examples both languages must agree on.
 */
import * as z from 'zod';

const Seconds = z.number().nonnegative();
const Probability = z.number().min(0).max(1);

/** Words keep their leading space: joined with nothing in between they give the text, in any language. */
export const Word = z.object({
  word: z.string(),
  start: Seconds,
  end: Seconds,
  probability: Probability.meta({ description: 'That the word is right, as far as the engine can tell.' }),
});
export type Word = z.infer<typeof Word>;

export const Segment = z.object({
  id: z.int().nonnegative(),
  start: Seconds,
  end: Seconds,
  text: z.string(),
  words: z.array(Word),
  /** exp(average log-probability of the segment's tokens), 0 to 1. */
  confidence: Probability,
});
export type Segment = z.infer<typeof Segment>;

export const EngineTask = z.enum(['transcribe', 'translate']);
export type EngineTask = z.infer<typeof EngineTask>;

/** `fast`: batches, beam 1; `balanced`: batches, doubtful places decoded twice; `accurate`: one window after another. */
export const EngineProfile = z.enum(['fast', 'balanced', 'accurate']);
export type EngineProfile = z.infer<typeof EngineProfile>;

/** A number of the options has bounds and is kept to the thousandth: nobody means 1e-200, and DynamoDB cannot hold it. */
const between = (least: number, most: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .overwrite((value) => Math.round(value * 1000) / 1000);
/** More than eleven days into a file. */
const LATEST_SECOND = 1_000_000;

/** Text for the model. Half a surrogate pair is no character in any encoding. */
const OptionText = z
  .string()
  .min(1)
  .max(2000)
  .refine((text) => !/\p{Surrogate}/u.test(text), { error: 'expected well-formed text, without lone surrogates' });

/** What counts as speech. Silence is cut out before the model hears anything. */
export const VoiceDetection = z.strictObject({
  /** A place is speech from this probability on. */
  threshold: between(0.001, 0.999).optional(),
  /** Shorter sounds are taken for noise. */
  min_speech_seconds: between(0, 10).optional(),
  /** A pause must last this long to part two stretches of speech. */
  min_silence_seconds: between(0, 10).optional(),
  /** Kept before and after each stretch of speech. */
  speech_pad_seconds: between(0, 2).optional(),
});
export type VoiceDetection = z.infer<typeof VoiceDetection>;

/** Seconds of the file; without `start` from its beginning, without `end` to its end. */
export const Clip = z
  .strictObject({
    start: between(0, LATEST_SECOND).optional(),
    end: between(0.001, LATEST_SECOND).optional(),
  })
  .refine(({ start = 0, end = Number.POSITIVE_INFINITY }) => end > start, {
    error: 'end must be at least a thousandth of a second after start',
  });
export type Clip = z.infer<typeof Clip>;

/** Why a text was doubted; new reasons may come. */
const Reasons = z.array(z.string()).min(1);

const RedecodedSegment = z.object({
  start: Seconds,
  end: Seconds,
  batched_text: z.string(),
  sequential_text: z.string(),
  chosen: z.enum(['batched', 'sequential']),
  reasons: Reasons,
});

export const RemovedSegment = Segment.omit({ id: true }).extend({ reasons: Reasons });

/** How sure the model was, and what became of places it was not sure about. */
export const Quality = z.object({
  /** Seconds left after the voice activity filter, and how much of them the words cover. */
  speech_seconds: Seconds,
  transcribed_seconds: Seconds,
  /** Of the segments, the mean by their length; null without segments. */
  mean_confidence: Probability.nullable(),
  lowest_confidence: Probability.nullable(),
  low_confidence_spans: z
    .array(z.object({ start: Seconds, end: Seconds, confidence: Probability }))
    .meta({ description: 'Places to listen to: words less probable than low_confidence_below, neighbours as one.' }),
  low_confidence_below: Probability.exactOptional().meta({
    description:
      'The engine’s limit; 0.5 where it is missing. With Whisper it is 0.7: of what whisper-base heard, two in five of such words were wrong.',
  }),
  gaps: z.array(z.object({ start: Seconds, end: Seconds, seconds: Seconds })).meta({
    description:
      'Where a voice is heard for so many seconds and no word stands: something is missing there, or it is music or noise.',
  }),
  redecoded_segments: z.array(RedecodedSegment).meta({
    description:
      'Doubtful stretches that were decoded twice; the chosen text is in the segments, unless it was removed.',
  }),
  removed_segments: z
    .array(RemovedSegment)
    .meta({ description: 'What the model said where nobody speaks; not part of the transcript.' }),
});
export type Quality = z.infer<typeof Quality>;

/** Seconds of work by stage, over all threads: side by side they can exceed `transcribe_seconds`. */
export const Timings = z.object({
  decode_seconds: Seconds,
  vad_seconds: Seconds,
  language_seconds: Seconds,
  features_seconds: Seconds,
  model_seconds: Seconds,
  redecode_seconds: Seconds,
});
export type Timings = z.infer<typeof Timings>;

const Temperature = between(0, 1);

/** All but the language may be left out; the profile then decides. */
export const EngineOptions = z.strictObject({
  /** "auto" or a code of `ready.languages`. */
  language: z.string().min(1),
  multilingual: z.boolean().optional().meta({
    description:
      'Default false. With true each piece of up to half a minute is heard in its own language; refused for models of one language.',
  }),
  task: EngineTask.optional(),
  profile: EngineProfile.optional(),
  /** Text that the model takes for what was said before: names, spelling, style. */
  prompt: OptionText.optional(),
  /** Words that the model should expect. */
  hotwords: OptionText.optional(),
  /** Default true. */
  word_timestamps: z.boolean().optional(),
  vad: VoiceDetection.optional(),
  beam_size: z.int().min(1).max(10).optional(),
  /** One temperature, or those to try one after the other where the text is doubtful. */
  temperature: z.union([Temperature, z.array(Temperature).min(1).max(10)]).optional(),
  /** Only this part is transcribed; times stay those of the file. */
  clip: Clip.optional(),
});
export type EngineOptions = z.infer<typeof EngineOptions>;

/** What the model made of a bit of a file. Only the engine that told it looks inside. */
export const EnginePart = z.record(z.string(), z.unknown());
export type EnginePart = z.infer<typeof EnginePart>;

export const EngineRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('transcribe'),
    id: z.string().min(1),
    audio_path: z.string().min(1),
    /** Longest audio accepted, of the clip if there is one; beyond it the answer is the error `audio_too_long`. */
    max_duration_seconds: z.number().positive(),
    options: EngineOptions,
    /** The parts of earlier runs over the same file with the same options, in the order they came. */
    resume: z.array(EnginePart).optional(),
    /** Most windows to decode at once, where the device is expected to hold more; for a file that was too much for it. */
    largest_batch: z.int().min(1).max(1024).optional(),
  }),
  /** The model finishes what it is asked and is asked nothing new; the request ends with `stopped`, or `done` if it is. */
  z.strictObject({ type: z.literal('stop'), id: z.string().min(1) }),
]);
export type EngineRequest = z.infer<typeof EngineRequest>;

/** Facts of one kind of engine, for who looks at its events; nothing here depends on them. */
const Details = z.record(z.string(), z.unknown());

export const EngineErrorCode = z.enum([
  'no_audio_stream',
  'unsupported_media',
  'audio_too_long',
  'unsupported_option',
  'engine_crashed',
  'internal',
]);
export type EngineErrorCode = z.infer<typeof EngineErrorCode>;

export const EngineEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    engine: z.string(),
    model: z.string(),
    device: z.enum(['cuda', 'cpu']),
    /** Most windows at once; 1 for an engine that takes one after the other. */
    batch_size: z.int().positive(),
    /** ISO 639-1 codes the loaded model has tokens for. */
    languages: z.array(z.string()).min(1),
    tasks: z.array(EngineTask).min(1),
    /** Names of the options that it honours: all, if it does not say. Any other ends with `unsupported_option`. */
    options: z.array(z.string()).optional(),
    load_seconds: Seconds,
    /** Of what its text depends on: a file is not gone on with by an engine of other ones. */
    versions: z.record(z.string(), z.string()),
    details: Details.optional(),
    /** Stands under `details`; a worker of the version before asks for it here. */
    compute_type: z.string().optional(),
  }),
  /** The length by the file's header or packets, to measure progress by; `done` has what was decoded. */
  z.object({ type: z.literal('started'), id: z.string(), duration_seconds: Seconds }),
  z.object({ type: z.literal('segment'), id: z.string(), segment: Segment }),
  z.object({ type: z.literal('part'), id: z.string(), part: EnginePart }),
  /** How much of the file is read: a sign of life where there is nothing to hear. */
  z.object({ type: z.literal('progress'), id: z.string(), read_seconds: Seconds }),
  z.object({ type: z.literal('stopped'), id: z.string() }),
  z.object({
    type: z.literal('done'),
    id: z.string(),
    /** `und` with probability 0 when nobody speaks and no language was asked for. */
    language: z.object({ code: z.string(), probability: Probability }),
    duration_seconds: Seconds,
    /** Seconds left after the voice activity filter; 0 means that nobody speaks. */
    speech_seconds: Seconds,
    /** From the first look at the file to its last text. */
    transcribe_seconds: Seconds,
    quality: Quality,
    timings: Timings,
    /** In words for the client, such as damaged places that were left out. */
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
    details: Details.optional(),
  }),
  z.object({ type: z.literal('error'), id: z.string(), code: EngineErrorCode, message: z.string() }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;

export type EngineReady = Extract<EngineEvent, { type: 'ready' }>;
export type EngineDone = Extract<EngineEvent, { type: 'done' }>;
