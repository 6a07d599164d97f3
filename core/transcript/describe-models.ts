/** The models of the stage as clients see them. */
import type { Models } from '../contracts/service-answers.ts';
import type { ModelSettings } from '../contracts/settings.ts';
import { engineOf } from './engines.ts';
import type { ServedModels } from './served-models.ts';

export function describeModels(models: ServedModels<ModelSettings>): Models['models'] {
  return models.map((model, index) => {
    const { name: engine, options } = engineOf(model);
    const { name, languages, tasks } = model;
    return { name, default: index === 0, engine, languages, tasks, engine_options: [...options] };
  });
}
