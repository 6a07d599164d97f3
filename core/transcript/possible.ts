import type { TranscriptionOptions } from '../contracts/options.ts';
import type { ModelSettings } from '../contracts/settings.ts';
import { parseRequest } from '../shared/request.ts';
import { optionsFor } from './options.ts';
import type { ServedModels } from './served-models.ts';

/**
 * What was asked for in parts has to be possible together: the last part may name another model than the first.
 *
 * @throws RequestProblem naming each option that the model cannot honour by JSON pointer
 */
export function requirePossible(models: ServedModels<ModelSettings>, options: TranscriptionOptions): void {
  parseRequest(optionsFor(models, options), options);
}
