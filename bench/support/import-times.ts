/** How long a fresh node process takes to import a built bundle. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ec2Modules, entryOf } from './bundles.ts';
import { type Command, timed } from './command.ts';
import { LAMBDA_ENVIRONMENT } from './lambda-environment.ts';

/** Milliseconds. */
export type ImportTime = {
  /** The whole process, from spawn to exit, but for EC2's modules. */
  process: number;
  /** The import of the entry alone. */
  entry: number;
  /** What EC2's modules take on top when they are needed; 0 for who never needs them. */
  ec2: number;
};

/** @param dist the folder of all bundles */
export async function importTime(dist: string, name: string, signal: AbortSignal): Promise<ImportTime> {
  const files = [entryOf(dist, name), ...ec2Modules(join(dist, name))];
  const { stdout, milliseconds } = await timed(
    node(IMPORTER, ...files.map((file) => pathToFileURL(file).href)),
    signal,
  );
  const [entry = Number.NaN, ...others] = JSON.parse(stdout) as number[];
  const ec2 = others.reduce((sum, time) => sum + time, 0);
  return { process: milliseconds - ec2, entry, ec2 };
}

/** @returns milliseconds of a node process that does nothing */
export async function bareNodeTime(signal: AbortSignal): Promise<number> {
  return (await timed(node('0'), signal)).milliseconds;
}

/** Ends itself at once, as the worker's bundle begins to work when it is imported. */
const IMPORTER = `
import { writeSync } from 'node:fs';
const times = [];
for (const url of process.argv.slice(1)) {
  const begun = performance.now();
  await import(url);
  times.push(performance.now() - begun);
}
writeSync(1, JSON.stringify(times));
process.exit(0);`;

function node(program: string, ...args: string[]): Command {
  const flags = ['--input-type=module', '--eval', program, '--', ...args];
  return { program: process.execPath, args: flags, environment: LAMBDA_ENVIRONMENT };
}
