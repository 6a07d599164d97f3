/** The engine with a real model, spoken to as the worker does, on the processors: as stock is beside it. */
import type { EngineDone, EngineProfile, EngineReady, Segment } from '../../core/contracts/engine-protocol.ts';
import type { Log } from '../../core/shared/ports.ts';
import { PATHS } from '../../local/paths.ts';
import { engineProcess } from '../../worker-ami/worker/engine-process.ts';

/** Seconds from the request on. */
export type Reading = { segments: Segment[]; done: EngineDone; seconds: number; firstSeconds: number };

export type SpeechEngine = {
  ready: () => Promise<EngineReady>;
  read: (audio: string, profile?: EngineProfile) => Promise<Reading>;
  close: () => Promise<void>;
};

const LONGEST_SECONDS = 3600;

/**
 * @param model its directory
 * @param more environment variables beside the usual ones
 */
export function speechEngine(
  python: string,
  model: string,
  signal: AbortSignal,
  more: Record<string, string> = {},
): SpeechEngine {
  const args = ['-m', 'transcription_engine', '--model', model, '--device', 'cpu'];
  const environment = { ...process.env, ...more, PYTHONPATH: PATHS.engine };
  const engine = engineProcess({ program: python, args, environment }, faults);
  const read = async (audio: string, profile?: EngineProfile): Promise<Reading> => {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const segments: Segment[] = [];
    let firstSeconds: number | undefined;
    const done = await engine.transcribe({
      job_id: 'speech',
      audio_path: audio,
      max_duration_seconds: LONGEST_SECONDS,
      options: { language: 'auto', ...(profile && { profile }) },
      resume: [],
      on_started: () => {},
      on_segment: (segment) => {
        firstSeconds ??= seconds();
        segments.push(segment);
      },
      on_part: () => {},
      stop: signal,
      signal,
    });
    return { segments, done, seconds: seconds(), firstSeconds: firstSeconds ?? seconds() };
  };
  return { ready: () => engine.ready(), read, close: () => engine.close() };
}

export const textOf = ({ segments }: Pick<Reading, 'segments'>) => segments.map(({ text }) => text).join(' ');

/** Only what is wrong is worth a line beside the figures. */
const faults: Log = {
  info: () => {},
  warn: () => {},
  error: (message, fields) => void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`),
};
