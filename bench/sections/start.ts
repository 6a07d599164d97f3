/** How long a newcomer waits for `npm start`, once dependencies are installed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, type Findings, figure } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { type StartTimes, timeNpmStart } from '../support/npm-start.ts';
import { copyTree } from '../support/tree.ts';

const READY_TARGET_S = 15;
const BUNDLES = 'dist';
const TEMPLATES = '.local/synth';

export const start: Section = {
  name: 'start',
  about: 'npm start to ready in a fresh state directory, with dependencies installed',
  run: measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const tree = join(bench.folder, 'tree');
  copyTree(tree);
  const fresh: StartTimes[] = [];
  const cached: StartTimes[] = [];
  await rounds(bench, bench.runs, 'npm start, uncached and cached', async () => {
    for (const made of [BUNDLES, TEMPLATES]) rmSync(join(tree, made), { recursive: true, force: true });
    fresh.push(await timedStart(tree, bench));
    cached.push(await timedStart(tree, bench));
  });
  return { figures: figuresOf(fresh, cached), details: { fresh: fresh.map(plain), cached: cached.map(plain) } };
}

function timedStart(tree: string, { folder, signal }: Bench): Promise<StartTimes> {
  return timeNpmStart(tree, mkdtempSync(join(folder, 'state-')), signal);
}

function figuresOf(fresh: StartTimes[], cached: StartTimes[]): Figure[] {
  const ready = (runs: StartTimes[]) => runs.map((run) => run.ready);
  const target = { atMost: READY_TARGET_S };
  return [
    figure('ready, bundles and templates to be made', 's', ready(fresh), target),
    ...stepsOf(fresh),
    figure('ready, bundles and templates there', 's', ready(cached), {
      ...target,
      peer: { name: 'to be made', values: ready(fresh) },
    }),
    ...stepsOf(cached),
    figure(
      'Ctrl-C to all gone',
      's',
      [...fresh, ...cached].map((run) => run.end),
      { atMost: 10 },
    ),
  ];
}

/** Steps overlap, and those that took no time are not told. */
function stepsOf(runs: StartTimes[]): Figure[] {
  const names = [...new Set(runs.flatMap(({ steps }) => [...steps.keys()]))];
  return names.map((name) =>
    figure(
      `– ${name}`,
      's',
      runs.map(({ steps }) => steps.get(name) ?? 0),
    ),
  );
}

const plain = ({ ready, end, steps }: StartTimes) => ({ ready, end, steps: Object.fromEntries(steps) });
