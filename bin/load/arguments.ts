import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { commandLine, examples, PositiveWhole, readBy } from '../../local/command-line.ts';
import type { EndpointOptions } from './endpoint.ts';

export type LoadArguments = EndpointOptions & {
  requests: number;
  workers: number;
  limitSeconds: number;
  files: string[];
  monitor?: true | undefined;
  json?: true | undefined;
  keep?: true | undefined;
};

const ABOUT = `Sends clips to the service, so many at once, waits for their transcripts, and says how long that took.

The jobs are removed in the end. Exit codes: 0 all were completed; 1 some were not; 2 the command line is wrong.`;

/** @throws CommanderError once it is written what is wrong, every file that is not there, or the help that was asked for */
export function parseLoadArguments(args: string[]): LoadArguments {
  const line = loadLine().parse(args, { from: 'user' });
  const [files] = line.processedArgs;
  const missing = files.filter((file) => !existsSync(file) || !statSync(file).isFile());
  if (missing.length > 0) line.error(`error: no such file: ${missing.join(', ')}. Expected paths of audio files.`);
  const { endpoint, stage } = line.opts();
  if (endpoint !== undefined && stage !== undefined) line.error('error: --endpoint and --stage; give one of them.');
  return { ...line.opts(), files: files.map((file) => resolve(file)) };
}

const loadLine = () =>
  commandLine('npm run load --', ABOUT)
    .argument('[files...]', 'audio files, sent in turn (default: a bundled clip of 6.5 s)')
    .option('--requests <n>', 'how many', readBy(PositiveWhole), 10)
    .option(
      '--workers <n>',
      'how many of them at once; each sends its next when its last is over',
      readBy(PositiveWhole),
      5,
    )
    .option('--limit-seconds <n>', 'after which one counts as failed', readBy(PositiveWhole), 600)
    .option('--monitor', 'a live table while it runs')
    .option('--json', 'the summary as JSON')
    .option('--keep', 'the jobs stay')
    .optionsGroup('Where to (default: the stack of a running npm start):')
    .option('--endpoint <url>', 'the API’s base URL, as the output ApiUrl')
    .option('--stage <name>', 'a stage on AWS, whose outputs are read')
    .option('--region <name>', 'of the stage')
    .option('--profile <name>', 'of the account')
    .option('--key <key>', 'API key; better in the environment, as KEY, where no list of processes shows it')
    .option('--state-dir <directory>', 'of the local stack')
    .addHelpText(
      'after',
      examples(
        'npm run load -- --requests 10 --workers 5 --monitor',
        'KEY=… npm run load -- --stage production --requests 200 --workers 50 --json talk.mp3',
      ),
    );
