/** Rules of the job options that need more than their shape: what the deployed model can do, and what S3 clients set. */
import * as z from 'zod';
import { without } from '../contracts/checks.ts';
import { EngineOptions, EngineTask } from '../contracts/engine-protocol.ts';
import {
  REGISTRATION_ONLY,
  RESERVED_OPTION_NAMES,
  RESULT_FORMATS,
  type ResultFormat,
  TranscriptionOptions,
  USUAL_FORMATS,
} from '../contracts/options.ts';
import type { ModelSettings } from '../contracts/settings.ts';
import { decodeWords } from '../shared/encoded-words.ts';
import { JobFailure } from '../shared/errors.ts';
import { parseJson } from '../shared/json.ts';
import { jsonFaults } from '../shared/json-faults.ts';
import { ENGINE_OPTIONS, engineOf } from './engines.ts';
import { languageOf, modelProblem } from './models.ts';
import { modelNamed, type ServedModels } from './served-models.ts';

type Models = ServedModels<ModelSettings>;

/** A schema costs more to make than to use, and a process serves the same models all the time. */
const schemas = new WeakMap<Models, Map<string, ReturnType<typeof makeSchema>>>();

/**
 * The schema of the options that a model can honour; beyond it, the issues have the code `unsupported_option`.
 *
 * @param models that the stage serves
 * @param asking what may name the one: a request, and what it is a change of; not yet checked
 */
export function optionsFor(models: Models, ...asking: unknown[]) {
  const model = modelAsked(models, ...asking);
  const made = schemas.get(models) ?? new Map();
  const schema: ReturnType<typeof makeSchema> = made.get(model.name) ?? makeSchema(model, models);
  schemas.set(models, made.set(model.name, schema));
  return schema;
}

const Naming = z.looseObject({ model: z.string() });

/** The model that is asked for; the default where none is named, and where the one that is named is none of the stage's. */
export function modelAsked(models: Models, ...asking: unknown[]): ModelSettings {
  const [name] = asking.flatMap((one) => Naming.safeParse(one).data?.model ?? []);
  return modelNamed(models, name) ?? models[0];
}

function makeSchema(model: ModelSettings, models: Models) {
  const schema = withAbilities(model, models);
  return schema.extend(refusals(model)) as unknown as typeof schema;
}

/** Fields in place of the options that the model's engine does not honour. */
function refusals(model: ModelSettings): Record<string, z.ZodType> {
  const engine = engineOf(model);
  const refused = ENGINE_OPTIONS.filter((name) => !engine.options.includes(name));
  const words = (name: string) =>
    `${model.name} runs on the engine ${engine.name}, which does not honour ${name}; leave it out or choose another model`;
  const field = (name: string) =>
    z
      .unknown()
      .check(without<unknown>(() => words(name), 'unsupported_option'))
      .optional();
  return Object.fromEntries(refused.map((name) => [name, field(name)]));
}

function withAbilities(model: ModelSettings, models: Models) {
  const cannot = (ability: readonly string[], always: readonly string[] = []) =>
    without<string>((wanted) => {
      if (ability.includes(languageOf(model, wanted)) || always.includes(wanted)) return undefined;
      return `the model ${model.name} cannot do "${wanted}"; expected ${[...always, ...ability].join(', ')}`;
    }, 'unsupported_option');
  return TranscriptionOptions.extend({
    language: TranscriptionOptions.shape.language
      .unwrap()
      .check(cannot(model.languages, ['auto']))
      .optional(),
    multilingual: z
      .boolean()
      .check(
        without<boolean>((wanted) => {
          if (!wanted || model.languages.length > 1) return undefined;
          return `the model ${model.name} knows one language, ${model.languages[0]}; leave this out or choose another model`;
        }, 'unsupported_option'),
      )
      .optional(),
    task: EngineTask.check(cannot(model.tasks)).optional(),
    model: z
      .string()
      .check(without<string>((name) => modelProblem(name, models), 'unsupported_option'))
      .optional(),
  });
}

/** The engine refuses what it does not know; here options that are for others are left out. */
const ForEngine = z.object(EngineOptions.shape);

/** What the engine is asked: the job's options, with the model's only language when none was named. */
export function engineOptions(options: TranscriptionOptions, model: ModelSettings): EngineOptions {
  const [first, second] = model.languages;
  const fallback = first !== undefined && second === undefined ? first : 'auto';
  return ForEngine.parse({
    ...options,
    ...wordsFor(options),
    language: languageOf(model, options.language ?? fallback),
  });
}

/** Subtitles are cut by the times of words, also where the document leaves them out. */
function wordsFor(options: TranscriptionOptions): Pick<EngineOptions, 'word_timestamps'> {
  const areNeeded = resultFormats(options).some((format) => format === 'srt' || format === 'vtt');
  return options.word_timestamps === false && areNeeded ? { word_timestamps: true } : {};
}

/** The formats to store, JSON among them. */
export function resultFormats(options: TranscriptionOptions): ResultFormat[] {
  return RESULT_FORMATS.filter((format) => format === 'json' || (options.formats ?? USUAL_FORMATS).includes(format));
}

/**
 * Options that an S3 client set as object metadata (`x-amz-meta-language: sv`). A value that is no plain word is JSON.
 * Metadata of other names belongs to the client's tools (mtime, md5chksum, …) and is left alone.
 *
 * @param metadata user metadata as S3 returns it, names without the `x-amz-meta-` prefix
 * @param registered what holds where the metadata has none
 * @throws JobFailure `unsupported_option` for an option that cannot be honoured
 */
export function optionsFromMetadata(
  metadata: Record<string, string>,
  models: Models,
  registered: TranscriptionOptions = {},
): TranscriptionOptions {
  const named = Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value]));
  const reserved = [...RESERVED_OPTION_NAMES, ...REGISTRATION_ONLY].filter((name) => name in named);
  if (reserved.length > 0) throw unsupported(`${reserved.join(', ')} cannot be set on an upload; upload without it`);
  const values = ({ shape }: z.ZodObject) =>
    Object.entries(shape).flatMap(([name, field]) => {
      const text = named[name];
      return text === undefined ? [] : [[name, metadataValue(field as z.ZodType, decodeWords(text))]];
    });
  const schema = optionsFor(models, Object.fromEntries(values(TranscriptionOptions.pick({ model: true }))), registered);
  const given = values(schema);
  const [fault] = jsonFaults(Object.fromEntries(given));
  if (fault) throw unsupported(`${fault.pointer.slice(1)} ${fault.message}`);
  const options = Object.fromEntries(given);
  // The model may be another than the one that the registration was checked with.
  const parsed = schema.safeParse('model' in options ? { ...registered, ...options } : options);
  if (parsed.success) return parsed.data;
  throw unsupported(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

/** The text itself where the option takes one, else what it says as JSON. */
function metadataValue(field: z.ZodType, text: string): unknown {
  const json = parseJson(text);
  const isQuoted = typeof json === 'string';
  return json === undefined || (!isQuoted && field.safeParse(text).success) ? text : json;
}

function unsupported(what: string): JobFailure {
  return new JobFailure('unsupported_option', `the object's metadata asks for what cannot be done: ${what}`);
}
