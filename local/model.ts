/** Which model the workers load, from what the user said. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Overrides } from './deploy/synthesize.ts';
import { LocalStackError } from './errors.ts';
import { PATHS } from './paths.ts';

export type Model = NonNullable<Overrides['model']>;
export type ModelChoice = { model: Model; isDemo: boolean };

const HUB_ID = /^[\w.-]+\/[\w.-]+$/;
/** The National Library of Sweden's models know Swedish alone, though their vocabulary names every language. */
const SWEDISH_ONLY = /(^|\/)kb-whisper/i;
const ENGLISH_ONLY = /\.en$/i;
/** The vocabulary's token for a language, such as <|sv|>. */
const LANGUAGE_TOKEN = /<\|([a-z]{2})\|>/g;
/** The languages of multilingual Whisper that have a two-letter code. */
const WHISPER_LANGUAGES =
  'en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt ln ha ba jw su';

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
  return { name, source: directory, languages: languagesByName(name) ?? languagesInVocabulary(directory) };
}

function hubModel(id: string): Model {
  return { name: basename(id), source: id, languages: languagesByName(id) ?? WHISPER_LANGUAGES.split(' ') };
}

function languagesByName(name: string): string[] | undefined {
  if (SWEDISH_ONLY.test(name)) return ['sv'];
  return ENGLISH_ONLY.test(name) ? ['en'] : undefined;
}

function languagesInVocabulary(directory: string): string[] {
  const file = ['vocabulary.json', 'vocabulary.txt', 'tokenizer.json']
    .map((name) => join(directory, name))
    .find(existsSync);
  const tokens = file ? readFileSync(file, 'utf8').matchAll(LANGUAGE_TOKEN) : [];
  const languages = [...new Set([...tokens].map(([, code = '']) => code))];
  return languages.length > 0 ? languages : WHISPER_LANGUAGES.split(' ');
}
