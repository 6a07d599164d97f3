/** The command lines of `npm start` and `npm run demo`. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { LocalStackError } from './errors.ts';
import { PATHS } from './paths.ts';

const COMMON_OPTIONS = { model: { type: 'string' }, help: { type: 'boolean' } } as const;

export const START_USAGE = `Usage: npm start -- [--model DIR_OR_NAME] [--idle-seconds N] [--state-dir DIR]

Runs the whole service on this machine until Ctrl-C.

  --model DIR_OR_NAME  a directory with a CTranslate2 Whisper model, or a hub id such as KBLab/kb-whisper-small
                       (default: the small demo model of this repository)
  --idle-seconds N     how long a worker waits for its next job before it ends (default: 60)
  --state-dir DIR      where outputs.json and logs go (default: .local)
  --help               this text`;

export const DEMO_USAGE = `Usage: npm run demo -- [--model DIR_OR_NAME] [FILE...]

Starts the service, transcribes the files (default: a bundled clip), checks the signed webhook, and ends.

  --model DIR_OR_NAME  a directory with a CTranslate2 Whisper model, or a hub id such as KBLab/kb-whisper-small
                       (default: the small demo model of this repository)
  --help               this text`;

/** Short enough that nothing lingers, long enough that the next upload meets a loaded model. */
const DEFAULT_IDLE_SECONDS = 60;

export type StartArguments = { help: boolean; model: string | undefined; idleSeconds: number; stateDirectory: string };
export type DemoArguments = { help: boolean; model: string | undefined; files: string[] };

/** @throws LocalStackError naming what is wrong, with the usage */
export function parseStartArguments(args: string[]): StartArguments {
  const options = { ...COMMON_OPTIONS, 'idle-seconds': { type: 'string' }, 'state-dir': { type: 'string' } } as const;
  const { values } = parse(START_USAGE, () => parseArgs({ args, options }));
  return {
    help: values.help ?? false,
    model: values.model,
    idleSeconds: wholeSeconds(values['idle-seconds']),
    stateDirectory: resolve(values['state-dir'] ?? PATHS.state),
  };
}

/** @throws LocalStackError naming what is wrong: a flag, or every file that is not there */
export function parseDemoArguments(args: string[]): DemoArguments {
  const { values, positionals } = parse(DEMO_USAGE, () =>
    parseArgs({ args, allowPositionals: true, options: COMMON_OPTIONS }),
  );
  const missing = positionals.filter((file) => !existsSync(file) || !statSync(file).isFile());
  if (missing.length > 0) throw new LocalStackError(`no such file: ${missing.join(', ')}. Give paths of audio files.`);
  return { help: values.help ?? false, model: values.model, files: positionals.map((file) => resolve(file)) };
}

function parse<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new LocalStackError(`${(error as Error).message}\n\n${usage}`);
  }
}

function wholeSeconds(text: string | undefined): number {
  if (text === undefined) return DEFAULT_IDLE_SECONDS;
  if (/^\d+$/.test(text)) return Number(text);
  throw new LocalStackError(`--idle-seconds ${text} is no whole number of seconds, such as 0 or 60.\n\n${START_USAGE}`);
}
