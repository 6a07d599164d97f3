import { expect, it } from 'vitest';
import { describeModel } from '../../../core/transcript/describe-model.ts';
import { ENGINE_OPTIONS } from '../../../core/transcript/engines.ts';
import { KNOWN_MODELS } from '../../../core/transcript/models.ts';
import { optionsFor } from '../../../core/transcript/options.ts';

/** Of each option a value that every model can be asked for. */
const VALUES: Record<string, unknown> = {
  language: 'auto',
  multilingual: false,
  task: 'transcribe',
  profile: 'fast',
  prompt: 'a',
  hotwords: 'a',
  word_timestamps: true,
  vad: {},
  beam_size: 2,
  temperature: 0,
  clip: { start: 1 },
};

it.each(KNOWN_MODELS.map((model) => [model.name, model] as const))(
  '%s is described as it is held to',
  (_name, model) => {
    const honoured = ENGINE_OPTIONS.filter((name) => optionsFor(model).safeParse({ [name]: VALUES[name] }).success);
    const { engine_options, languages, tasks } = describeModel(model);
    expect([...engine_options].sort()).toEqual([...honoured].sort());
    expect({ languages, tasks }).toEqual({ languages: model.languages, tasks: model.tasks });
  },
);
