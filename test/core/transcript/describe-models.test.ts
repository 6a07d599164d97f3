import { expect, it } from 'vitest';
import { describeModels } from '../../../core/transcript/describe-models.ts';
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
    const honoured = ENGINE_OPTIONS.filter((name) => optionsFor([model]).safeParse({ [name]: VALUES[name] }).success);
    const [described] = describeModels([model]);
    const { engine_options = [], languages, tasks } = described ?? {};
    expect([...engine_options].sort()).toEqual([...honoured].sort());
    expect({ languages, tasks }).toEqual({ languages: model.languages, tasks: model.tasks });
  },
);

it('the first is the default', () => {
  const [first, second] = KNOWN_MODELS;
  if (!first || !second) throw new Error('fewer than two models are known');
  expect(describeModels([first, second]).map((one) => [one.name, one.default])).toEqual([
    [first.name, true],
    [second.name, false],
  ]);
});
