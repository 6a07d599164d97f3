/** The command line of `npm run bench`. */
import { Argument, Option } from '@commander-js/extra-typings';
import { EngineProfile } from '../core/contracts/engine-protocol.ts';
import { commandLine, examples, PositiveWhole, readBy } from '../local/command-line.ts';
import type { Section, SpeechWishes } from './section.ts';
import { LANGUAGES } from './speech/recordings.ts';

const DEFAULT_RUNS = 5;
const DEFAULT_UPLOADS = 200;
const DEFAULT_SEED = 21;

export type BenchArguments = {
  sections: Section[];
  jsonFile: string | undefined;
  runs: number;
  uploads: number;
  speech: SpeechWishes;
};

/** @throws CommanderError once it is written what is wrong, or the help that was asked for */
export function parseBenchArguments(args: string[], all: readonly Section[]): BenchArguments {
  const line = benchLine(all).parse(args, { from: 'user' });
  const [names] = line.processedArgs;
  const { json, runs, uploads, seed, languages, profiles, record } = line.opts();
  const sections = all.filter(({ name }) => names.length === 0 || names.includes(name));
  return { sections, jsonFile: json, runs, uploads, speech: { seed, languages, profiles, record } };
}

const benchLine = (all: readonly Section[]) =>
  commandLine(
    'npm run bench --',
    'Measures the service on this machine. Nothing is asserted: targets stand beside the figures.',
  )
    .addArgument(new Argument('[sections...]', 'default: all').choices(all.map(({ name }) => name)))
    .option('--json <file>', 'writes the figures and the machine’s facts there too')
    .option('--runs <n>', 'how often each thing is measured', readBy(PositiveWhole), DEFAULT_RUNS)
    .option(
      '--uploads <n>',
      'size of the burst in sections load and side-by-side',
      readBy(PositiveWhole),
      DEFAULT_UPLOADS,
    )
    .option('--seed <n>', 'draws the sentences of section speech', readBy(PositiveWhole), DEFAULT_SEED)
    .addOption(
      new Option('--languages <codes...>', 'what is spoken in section speech')
        .choices(LANGUAGES)
        .default(['en'] as const),
    )
    .addOption(
      new Option('--profiles <names...>', 'the engine’s, in section speech')
        .choices(EngineProfile.options)
        .default(['balanced'] as const),
    )
    .option('--record', 'keeps what section speech found of stock for npm run test:speech', false)
    .addHelpText('after', `\nSections:\n${all.map(({ name, about }) => `  ${name.padEnd(13)} ${about}`).join('\n')}`)
    .addHelpText(
      'after',
      examples(
        'npm run bench',
        'npm run bench -- overhead bundles',
        'npm run bench -- --runs 3 --json figures.json',
        'npm run bench -- speech --seed 5 --profiles fast balanced',
        'npm run bench -- speech --languages es ru',
      ),
    );
