/** The command lines of `npm start` and `npm run demo`. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandLine, examples, Port, readBy, WholeSeconds } from './command-line.ts';
import { PATHS } from './paths.ts';

/** Short enough that nothing lingers, long enough that the next upload meets a loaded model. */
const DEFAULT_IDLE_SECONDS = 60;

const MODEL = [
  '--model <directory-or-name>',
  'whisper-base or whisper-tiny.en (downloaded once), demo (the small one of this repository), a directory with a ' +
    'CTranslate2 Whisper model, or a hub id such as KBLab/kb-whisper-small ' +
    '(default: whisper-base, or demo where it cannot be downloaded)',
] as const;

export type StartArguments = {
  model: string | undefined;
  /** As `model`, each for a model beside that one. */
  furtherModels: string[];
  idleSeconds: number;
  stateDirectory: string;
  port: number | undefined;
};
export type DemoArguments = { model: string | undefined; files: string[] };

/** @throws CommanderError once it is written what is wrong, or the help that was asked for */
export function parseStartArguments(args: string[]): StartArguments {
  const { model, furtherModel = [], idleSeconds, stateDir, port } = startLine().parse(args, { from: 'user' }).opts();
  return { model, furtherModels: furtherModel, idleSeconds, stateDirectory: resolve(stateDir ?? PATHS.state), port };
}

const startLine = () =>
  commandLine('npm start --', 'Runs the whole service on this machine until Ctrl-C.')
    .option(...MODEL)
    .option(
      '--further-model <directory-or-name...>',
      'as --model: models that jobs may ask for beside that one, 3 at most, each with workers of its own',
    )
    .option(
      '--idle-seconds <n>',
      'how long a worker waits for its next job before it ends',
      readBy(WholeSeconds),
      DEFAULT_IDLE_SECONDS,
    )
    .option('--state-dir <directory>', 'where outputs.json and logs go (default: .local)')
    .option('--port <n>', 'of its address, so that links to the page last (default: a free one)', readBy(Port))
    .addHelpText(
      'after',
      examples('npm start', 'npm start -- --model KBLab/kb-whisper-small --state-dir /tmp/transcription'),
    );

/** @throws CommanderError once it is written what is wrong, every file that is not there, or the help that was asked for */
export function parseDemoArguments(args: string[]): DemoArguments {
  const line = demoLine().parse(args, { from: 'user' });
  const [files] = line.processedArgs;
  const missing = files.filter((file) => !existsSync(file) || !statSync(file).isFile());
  if (missing.length > 0) line.error(`error: no such file: ${missing.join(', ')}. Expected paths of audio files.`);
  return { model: line.opts().model, files: files.map((file) => resolve(file)) };
}

const demoLine = () =>
  commandLine('npm run demo --', 'Starts the service, transcribes the files, checks the signed webhook, and ends.')
    .argument('[files...]', 'audio files (default: a bundled clip)')
    .option(...MODEL)
    .addHelpText('after', examples('npm run demo', 'npm run demo -- interview.mp3 talk.wav'));
