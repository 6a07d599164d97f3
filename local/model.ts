/** Which model the workers load, from what the user said. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { KNOWN_MODELS, type KnownModel } from '../core/transcript/models.ts';
import type { Overrides } from './deploy/synthesize.ts';
import { LocalStackError } from './errors.ts';
import { PATHS } from './paths.ts';

export type Model = NonNullable<Overrides['model']>;
export type ModelChoice = { model: Model; isDemo: boolean };

const HUB_ID = /^[\w.-]+\/[\w.-]+$/;
const ENGLISH_ONLY = /\.en$/i;
/** The vocabulary's token for a language, such as <|sv|>. */
const LANGUAGE_TOKEN = /<\|([a-z]{2,3})\|>/g;
/** A model that nothing is known of but its name can do what multilingual Whisper can. */
const MULTILINGUAL = knownModel('whisper-large-v3');

type Abilities = { languages: string[]; tasks: ('transcribe' | 'translate')[] };

/**
 * @param wanted a directory with a CTranslate2 model, a hub id such as KBLab/kb-whisper-small, or undefined for the
 *   bundled demo model
 * @throws LocalStackError if it is neither
 */
export function chooseModel(wanted: string | undefined): ModelChoice {
  if (wanted === undefined) return { model: modelIn(PATHS.demoModel), isDemo: true };
  if (existsSync(wanted)) return { model: modelIn(resolve(wanted)), isDemo: false };
  if (HUB_ID.test(wanted)) return { model: hubModel(wanted), isDemo: false };
  throw new LocalStackError(
    `--model ${wanted} is neither a directory here nor a hub id. Give a directory with a CTranslate2 model, or OWNER/NAME such as KBLab/kb-whisper-small.`,
  );
}

function modelIn(directory: string): Model {
  if (!existsSync(join(directory, 'model.bin'))) {
    throw new LocalStackError(
      `${directory} holds no model.bin. Expected a Whisper model in CTranslate2's format: model.bin, config.json, tokenizer.json, vocabulary.json.`,
    );
  }
  const name = basename(directory);
  return { name, source: directory, ...(abilitiesByName(name) ?? abilitiesInVocabulary(directory)) };
}

function hubModel(id: string): Model {
  return { name: basename(id), source: id, ...(abilitiesByName(id) ?? abilitiesOf(MULTILINGUAL)) };
}

/** KB-Whisper and others have every language in their vocabulary, but were trained for fewer. */
function abilitiesByName(name: string): Abilities | undefined {
  const known = KNOWN_MODELS.find((model) => model.name === basename(name) || model.source === name);
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
