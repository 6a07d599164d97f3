/** A model as clients see it. */
import type { Models } from '../contracts/answers.ts';
import type { ModelSettings } from '../contracts/settings.ts';
import { engineOf } from './engines.ts';

export function describeModel(model: ModelSettings): Models['models'][number] {
  const { name: engine, options } = engineOf(model);
  const { name, languages, tasks } = model;
  return { name, engine, languages, tasks, engine_options: [...options] };
}
