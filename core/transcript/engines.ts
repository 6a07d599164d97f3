/**
 * The engines that can run a model. Each has a place of its own, `worker-ami/engines/<name>`, with its packages, its tests
 * and the lock file of its Python environment, which is where local starts and machine images take it from.
 */
import { EngineOptions } from '../contracts/engine-protocol.ts';
import type { EngineName } from '../contracts/settings.ts';

export type EngineOption = keyof EngineOptions;

export type EngineEntry = {
  /** It is started as `python -m` this, with the arguments of `worker-ami/worker/engine-command.ts`. */
  module: string;
  /** Its Python packages, below `worker-ami/engines`; the first is its own. */
  packages: readonly [string, ...string[]];
  /** What a model is that it loads, in words, and the files of one, as patterns; the first has the weights. */
  modelFormat: string;
  modelFiles: readonly [string, ...string[]];
  /** True if it works on a GPU where there is one. */
  usesGpu: boolean;
  /** Options of a request that it honours, as its `ready` says; the others are refused, here and by itself. */
  options: readonly EngineOption[];
};

export const ENGINE_OPTIONS = Object.keys(EngineOptions.shape) as EngineOption[];

/** The only one of versions that did not say which. */
export const FIRST_ENGINE: EngineName = 'faster-whisper';

export const ENGINES: Readonly<Record<EngineName, EngineEntry>> = {
  'faster-whisper': {
    module: 'transcription_engine',
    packages: ['faster-whisper/transcription_engine'],
    modelFormat: "a Whisper model in CTranslate2's format",
    modelFiles: ['model.bin', 'config.json', 'preprocessor_config.json', 'tokenizer.json', 'vocabulary.*'],
    usesGpu: true,
    options: ENGINE_OPTIONS,
  },
  moonshine: {
    module: 'moonshine_engine',
    packages: ['moonshine/moonshine_engine', 'faster-whisper/transcription_engine'],
    modelFormat: "a Moonshine model in ONNX Runtime's format",
    modelFiles: ['decoder_model_merged.ort', 'encoder_model.ort', 'tokenizer.bin'],
    usesGpu: false,
    options: ['language', 'task', 'word_timestamps', 'vad', 'clip'],
  },
};

export function engineOf({
  engine = FIRST_ENGINE,
}: {
  engine?: EngineName | undefined;
}): EngineEntry & { name: EngineName } {
  return { name: engine, ...ENGINES[engine] };
}

/** Why a request cannot be done by the engine that it names; undefined if it can. */
export function engineProblem(wanted: string, model: { engine?: EngineName | undefined }): string | undefined {
  const { name } = engineOf(model);
  if (wanted === name) return undefined;
  return `this deployment does not run an engine "${wanted}"; expected "${name}", or leave it out`;
}
