/** The model part of the stage configuration. */
import { z } from 'zod';
import { EngineTask } from '../core/contracts/engine-protocol.ts';
import { EngineName } from '../core/contracts/settings.ts';
import { FIRST_ENGINE } from '../core/transcript/engines.ts';
import { KNOWN_MODELS } from '../core/transcript/models.ts';
import { slugOf } from '../core/transcript/served-models.ts';

const OneLine = z.string().regex(/^\S(.*\S)?$/, 'expected one line of text');

/** A model of `core/transcript/models.ts` by name alone, or any other with all its facts. */
export const Model = z
  .strictObject({
    /** What results call the model. Default: kb-whisper-small, the smallest that transcribes Swedish well. */
    name: OneLine.default('kb-whisper-small'),
    /** A directory on the worker, or a hub id. Default: the known model's. */
    source: OneLine.optional(),
    /** Commit of the hub's repository. Default: what the worker image holds; that is built from the known model's. */
    revision: OneLine.optional(),
    /** Codes of the languages the model knows, as it calls them; a request for another is refused. Default: the known model's. */
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/, 'expected a language code of two or three letters such as "sv"'))
      .min(1)
      .optional(),
    /** What the model was trained to do. Default: the known model's, else transcribe. */
    tasks: z.array(EngineTask).min(1).optional(),
    /** Which engine runs it (`core/transcript/engines.ts`). Default: the known model's, else faster-whisper. */
    engine: EngineName.optional(),
  })
  .transform((model, context) => {
    const known = KNOWN_MODELS.find(({ name }) => name === model.name);
    const { source = known?.source, languages = known?.languages, tasks = known?.tasks ?? ['transcribe'] } = model;
    const { engine = known?.engine ?? FIRST_ENGINE } = model;
    if (source !== undefined && languages !== undefined) return { ...model, source, languages, tasks, engine };
    const names = KNOWN_MODELS.filter((one) => one.source !== undefined)
      .map(({ name }) => name)
      .join(', ');
    const message = `expected source and languages for a model that is none of ${names}`;
    context.issues.push({ code: 'custom', message, input: model, path: ['name'] });
    return z.NEVER;
  });

/** SQS takes names of 80 characters: of a queue's dead letters, 55 are the stage's and ours. */
export const LONGEST_SLUG = 25;

/** Whether what each model has can be called by its name. */
export function haveOwnPlaces(names: readonly string[]): boolean {
  const slugs = names.map(slugOf);
  const fit = slugs.slice(1).every((slug) => slug.length <= LONGEST_SLUG && /^[a-z0-9]/.test(slug));
  return fit && new Set(slugs).size === slugs.length;
}
