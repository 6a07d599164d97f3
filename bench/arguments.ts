/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { LocalStackError } from '../local/errors.ts';
import type { Section } from './section.ts';

const DEFAULT_RUNS = 5;
const DEFAULT_UPLOADS = 200;

export type BenchArguments = {
  help: boolean;
  sections: Section[];
  jsonFile: string | undefined;
  runs: number;
  uploads: number;
};

export const usage = (
  all: readonly Section[],
) => `Usage: npm run bench -- [SECTION...] [--json FILE] [--runs N] [--uploads N]

Measures the service on this machine. Nothing is asserted: targets stand beside the figures.

${all.map(({ name, about }) => `  ${name.padEnd(13)} ${about}`).join('\n')}

  --json FILE    writes the figures and the machine's facts there too
  --runs N       how often each thing is measured (default: ${DEFAULT_RUNS})
  --uploads N    size of the burst in section load (default: ${DEFAULT_UPLOADS})
  --help         this text`;

const OPTIONS = {
  json: { type: 'string' },
  runs: { type: 'string' },
  uploads: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** @throws LocalStackError naming what is wrong, with the usage */
export function parseBenchArguments(args: string[], all: readonly Section[]): BenchArguments {
  const { values, positionals } = parse(args, all);
  const unknown = positionals.filter((name) => !all.some((section) => section.name === name));
  if (unknown.length > 0) throw new LocalStackError(`no such section: ${unknown.join(', ')}.\n\n${usage(all)}`);
  return {
    help: values.help ?? false,
    sections: all.filter(({ name }) => positionals.length === 0 || positionals.includes(name)),
    jsonFile: values.json,
    runs: count('runs', values.runs, DEFAULT_RUNS),
    uploads: count('uploads', values.uploads, DEFAULT_UPLOADS),
  };
}

function parse(args: string[], all: readonly Section[]) {
  try {
    return parseArgs({ args, allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new LocalStackError(`${(error as Error).message}\n\n${usage(all)}`);
  }
}

function count(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new LocalStackError(`--${option} ${text} is no whole number above 0, such as ${otherwise}.`);
}
