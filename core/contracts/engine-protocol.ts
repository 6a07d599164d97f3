/**
 * The language spoken between the Node worker and a transcription engine process: one JSON object a line, requests on
 * the engine's stdin, events on its stdout (stderr is its log). The engine says `ready` once its model is loaded, then
 * answers each request with `started`, any number of `segment`, and exactly one `done` or `error`. End of stdin ends it.
 *
 * This file is the only definition. `worker-ami/engine/protocol.schema.json` is generated from it (`npm run protocol`)
 * for the Python tests; `test/fixtures/engine-protocol/` holds the examples both languages must agree on.
 */
import * as z from 'zod';

const Seconds = z.number().nonnegative();
const Probability = z.number().min(0).max(1);

/** Words keep their leading space: joined with nothing in between they give the text, in any language. */
export const Word = z.object({ word: z.string(), start: Seconds, end: Seconds, probability: Probability });
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

export const EngineRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('transcribe'),
    id: z.string().min(1),
    audio_path: z.string().min(1),
    /** Longest audio accepted, in seconds; beyond it the answer is the error `audio_too_long`. */
    max_duration_seconds: z.number().positive(),
    options: z.strictObject({ language: z.string().min(1) }),
  }),
]);
export type EngineRequest = z.infer<typeof EngineRequest>;

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
    compute_type: z.string(),
    batch_size: z.int().positive(),
    /** ISO 639-1 codes the loaded model has tokens for. */
    languages: z.array(z.string()).min(1),
    load_seconds: Seconds,
    versions: z.record(z.string(), z.string()),
  }),
  z.object({ type: z.literal('started'), id: z.string(), duration_seconds: Seconds }),
  z.object({ type: z.literal('segment'), id: z.string(), segment: Segment }),
  z.object({
    type: z.literal('done'),
    id: z.string(),
    /** `und` with probability 0 when nobody speaks and no language was asked for. */
    language: z.object({ code: z.string(), probability: Probability }),
    duration_seconds: Seconds,
    /** Seconds left after the voice activity filter; 0 means that nobody speaks. */
    speech_seconds: Seconds,
    transcribe_seconds: Seconds,
    /** In words for the client, such as damaged places that were left out. */
    warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  }),
  z.object({ type: z.literal('error'), id: z.string(), code: EngineErrorCode, message: z.string() }),
]);
export type EngineEvent = z.infer<typeof EngineEvent>;

export type EngineReady = Extract<EngineEvent, { type: 'ready' }>;
export type EngineDone = Extract<EngineEvent, { type: 'done' }>;
