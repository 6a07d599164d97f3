/** Which model the workers load, from what the user said. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { EngineName } from '../core/contracts/settings.ts';
import { ENGINES } from '../core/transcript/engines.ts';
import { KNOWN_MODELS, type KnownModel } from '../core/transcript/models.ts';
import type { Overrides } from './deploy/synthesize.ts';
import { LocalStackError } from './errors.ts';
import { ModelNotToBeHadError } from './models/fetch.ts';
import { PACKAGED_MODELS, type PackagedModel } from './models/packaged.ts';
import { PATHS } from './paths.ts';

export type Model = NonNullable<Overrides['model']>;
export type ModelChoice = {
  model: Model;
  isDemo: boolean;
  /** Why it is the demonstration model although nobody asked for it. */
  fallback?: string;
};
/** What a name is turned into a directory by. */
export type FetchModel = (model: PackagedModel) => Promise<string>;

const DEFAULT_MODEL = 'whisper-base';
const DEMO = 'demo';

const HUB_ID = /^[\w.-]+\/[\w.-]+$/;
const ENGLISH_ONLY = /\.en$/i;
/** The vocabulary's token for a language, such as <|sv|>. */
const LANGUAGE_TOKEN = /<\|([a-z]{2,3})\|>/g;
/** A model that nothing is known of but its name can do what multilingual Whisper can. */
const MULTILINGUAL = knownModel('whisper-large-v3');

type Abilities = { languages: string[]; tasks: ('transcribe' | 'translate')[] };

/**
 * @param wanted the name of a packaged model, `demo` for the one in this repository, a directory with a CTranslate2
 *   model, or a hub id such as KBLab/kb-whisper-small; undefined for whisper-base, or `demo` where it cannot be had
 * @throws LocalStackError if it is none of these, or cannot be had
 */
export async function chooseModel(wanted: string | undefined, fetch: FetchModel): Promise<ModelChoice> {
  if (wanted === undefined) return defaultModel(fetch);
  if (wanted === DEMO) return demoModel();
  const packaged = PACKAGED_MODELS.find(({ name }) => name === wanted);
  if (packaged) return { model: modelIn(await fetch(packaged)), isDemo: false };
  if (existsSync(wanted)) return { model: modelIn(resolve(wanted)), isDemo: false };
  if (HUB_ID.test(wanted)) return { model: hubModel(wanted), isDemo: false };
  const names = [...PACKAGED_MODELS.map(({ name }) => name), DEMO].join(', ');
  throw new LocalStackError(
    `--model ${wanted} is neither a known name, nor a directory here, nor a hub id. Give one of ${names}, a directory with a model, or OWNER/NAME such as KBLab/kb-whisper-small.`,
  );
}

/** The small one of this repository: always there, and for tests alone. */
export function demoModel(): ModelChoice {
  return { model: modelIn(PATHS.demoModel), isDemo: true };
}

async function defaultModel(fetch: FetchModel): Promise<ModelChoice> {
  try {
    return await chooseModel(DEFAULT_MODEL, fetch);
  } catch (error) {
    if (!(error instanceof ModelNotToBeHadError)) throw error;
    return { ...demoModel(), fallback: (error.message.split('\n')[0] ?? '').replace(/:$/, '') };
  }
}

function modelIn(directory: string): Model {
  const name = basename(directory);
  const engine = engineFor(directory);
  return { name, source: directory, engine, ...(abilitiesByName(name) ?? ABILITIES_IN[engine](directory)) };
}

/** What is known of a model whose name says nothing. */
const ABILITIES_IN: Record<EngineName, (directory: string) => Abilities> = {
  'faster-whisper': abilitiesInVocabulary,
  // Each knows one language and does not say which; its makers' first ones are English.
  moonshine: () => ({ languages: ['en'], tasks: ['transcribe'] }),
};

/** The engine whose models have weights of that name. */
function engineFor(directory: string): EngineName {
  const found = EngineName.options.find((name) => existsSync(join(directory, ENGINES[name].modelFiles[0])));
  if (found) return found;
  const expected = Object.values(ENGINES).map(
    ({ modelFormat, modelFiles }) => `${modelFormat} (${modelFiles.join(', ')})`,
  );
  const [weights, ...others] = Object.values(ENGINES).map(({ modelFiles }) => modelFiles[0]);
  throw new LocalStackError(
    `${directory} holds no ${weights}, nor ${others.join(', ')}. Expected ${expected.join(', or ')}.`,
  );
}

function hubModel(id: string): Model {
  const engine = knownAs(id)?.engine;
  const abilities = abilitiesByName(id) ?? abilitiesOf(MULTILINGUAL);
  return { name: basename(id), source: id, ...(engine && { engine }), ...abilities };
}

function knownAs(name: string): KnownModel | undefined {
  return KNOWN_MODELS.find((model) => model.name === basename(name) || model.source === name);
}

/** KB-Whisper and others have every language in their vocabulary, but were trained for fewer. */
function abilitiesByName(name: string): Abilities | undefined {
  const known = knownAs(name);
  if (known) return abilitiesOf(known);
  return ENGLISH_ONLY.test(name) ? { languages: ['en'], tasks: ['transcribe'] } : undefined;
}

/** A small vocabulary may have the token for translation without the training: only all of Whisper is believed to. */
function abilitiesInVocabulary(directory: string): Abilities {
  const file = ['vocabulary.json', 'vocabulary.txt', 'tokenizer.json']
    .map((name) => join(directory, name))
    .find(existsSync);
  const tokens = file ? readFileSync(file, 'utf8').matchAll(LANGUAGE_TOKEN) : [];
  const languages = [...new Set([...tokens].map(([, code = '']) => code))];
  const isWhole = languages.length === 0 || languages.length > MULTILINGUAL.languages.length / 2;
  if (!isWhole) return { languages, tasks: ['transcribe'] };
  const { languages: all, tasks } = MULTILINGUAL;
  return { languages: languages.length === 0 ? all : all.filter((code) => languages.includes(code)), tasks };
}

function abilitiesOf({ languages, tasks }: Abilities): Abilities {
  return { languages, tasks };
}

function knownModel(name: string): KnownModel {
  const known = KNOWN_MODELS.find((model) => model.name === name);
  if (!known) throw new LocalStackError(`core/transcript/models.ts does not list ${name}, expected it to`);
  return known;
}
