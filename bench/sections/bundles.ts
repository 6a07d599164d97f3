/** What a cold start of each Lambda and of the worker has to load: code sizes and import times. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { type Figure, type Findings, figure, type Peer } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { ec2Modules, entryOf, kilobytes, loadedBy, modulesIn } from '../support/bundles.ts';
import { bareNodeTime, type ImportTime, importTime } from '../support/import-times.ts';

const COLD_START_TARGET_KB = 450;
const WITH_EC2_TARGET_KB = 900;
const IMPORT_TARGET_MS = 150;
/** An import takes a moment, so it is measured more often than what takes seconds. */
const ROUNDS_PER_RUN = 4;

const BUNDLES = ['api', 'docs', 'web', 'process-upload', 'reconcile', 'deliver-webhook', 'worker'];

export const bundles: Section = {
  name: 'bundles',
  about: 'code that a cold start loads (KB of 1,000 bytes), and its import in a fresh node process',
  run: measure,
};

async function measure(bench: Bench): Promise<Findings> {
  await ensureBundles(bench.progress, bench.signal);
  // A copy, so that a build meanwhile does no harm.
  const dist = join(bench.folder, 'dist');
  cpSync(PATHS.dist, dist, { recursive: true });
  return {
    figures: [...BUNDLES.flatMap((name) => sizes(dist, name)), ...(await importFigures(bench, dist))],
    notes: ['Imports are without the start of node itself; the ratio is that of the whole process to node -e 0.'],
  };
}

function sizes(dist: string, name: string): Figure[] {
  const entry = entryOf(dist, name);
  const ec2 = ec2Modules(join(dist, name));
  const size = (what: string, files: string[], target: { atMost?: number }) =>
    figure(`${name}: ${what}`, 'KB', [kilobytes(files)], target);
  return [
    size('loaded at a cold start', loadedBy(entry), { atMost: COLD_START_TARGET_KB }),
    ...(ec2.length > 0 ? [size('with the EC2 client', loadedBy(entry, ...ec2), { atMost: WITH_EC2_TARGET_KB })] : []),
    size('all modules', modulesIn(join(dist, name)), {}),
  ];
}

async function importFigures(bench: Bench, dist: string): Promise<Figure[]> {
  const bare: number[] = [];
  const times = new Map(BUNDLES.map((name) => [name, [] as ImportTime[]]));
  await rounds(bench, bench.runs * ROUNDS_PER_RUN, 'importing each bundle', async () => {
    bare.push(await bareNodeTime(bench.signal));
    for (const [name, runs] of times) runs.push(await importTime(dist, name, bench.signal));
  });
  const peer = { name: 'node -e 0', values: bare };
  const figures = [...times].flatMap(([name, runs]) => figuresOf(name, runs, peer));
  return [figure('peer: node -e 0, whole process', 'ms', bare), ...figures];
}

function figuresOf(name: string, runs: ImportTime[], peer: Peer): Figure[] {
  const of = (part: keyof ImportTime) => runs.map((run) => run[part]);
  const ec2 = of('ec2');
  return [
    figure(`${name}: import`, 'ms', of('entry'), { atMost: IMPORT_TARGET_MS }),
    figure(`${name}: whole process`, 'ms', of('process'), { peer }),
    ...(ec2.some((time) => time > 0) ? [figure(`${name}: import of the EC2 client, on demand`, 'ms', ec2)] : []),
  ];
}
