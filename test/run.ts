/**
 * `npm test`: all checks, stage by stage, with the time of each; the first stage that fails is the last. `npm run
 * test:long` has more of the simulation, an image with the other engine, and signals to processes at random.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Done, minutes, outcome } from './support/outcome.ts';
import { skippedIn } from './support/skipped.ts';

const reports = mkdtempSync(join(tmpdir(), 'test-reports-'));
const reportOf = (name: string) => join(reports, `${name}.xml`);

type Stage = { name: string; commands: string[][] };

/** Files of all these projects, each on the next core that is free. */
function vitest(...projects: string[]): string[] {
  const named = projects.flatMap((project) => ['--project', project]);
  return vitestRun(projects.join('-'), ...named);
}

/** What waits for its stack more than it computes: a third of the files on a stack of their own, beside the others. */
function vitestInThirds(project: string): string[][] {
  return [1, 2, 3].map((third) => vitestRun(`${project}-${third}`, '--project', project, `--shard=${third}/3`));
}

function vitestRun(report: string, ...args: string[]): string[] {
  const reporters = ['--reporter=default', '--reporter=junit', `--outputFile.junit=${reportOf(report)}`];
  return ['vitest', 'run', ...args, ...reporters];
}

const script = (name: string, ...more: string[]) => ['npm', 'run', '--silent', name, ...more];

const NICE = ['nice', '-n', '5'];
/** Computes while the commands beside it wait, and gives way when what they wait for has to be done. */
const behind = (command: string[]) => [...NICE, ...command];

/** The commands of a stage run beside each other; what the first one says is shown at once. */
const STAGES: Stage[] = [
  {
    name: 'format, types, import arrows, bundles',
    commands: [script('lint'), script('build'), script('test:environments')],
  },
  { name: 'rules, adapters, infrastructure', commands: [vitest('unit', 'infra')] },
  {
    name: 'every right enforced, emulators, worker image, templates, simulation',
    commands: [vitest('iam'), vitest('local', 'page'), vitest('image'), behind(vitest('templates', 'simulation'))],
  },
  {
    name: 'uploads end to end, engines, a real speaker, the API at random',
    commands: [
      ...vitestInThirds('end-to-end'),
      behind(script('test:engine', '--', '-rs', `--junitxml=${reportOf('engine')}`)),
      behind(vitest('speech')),
      behind(vitest('fuzz')),
    ],
  },
];

const LONG: Stage[] = [{ name: 'uploads while processes are killed and held', commands: [vitest('chaos')] }];
const isLong = process.argv.includes('--long');
if (isLong) process.env['LONG_TESTS'] = 'true';
const stages = isLong ? [...STAGES, ...LONG] : STAGES;

const LAST_LINES = 3;
const running = new Set<ChildProcess>();
// A terminal tells the commands of Ctrl-C itself; they clean up, and their end is this one's.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {
  for (const child of running) child.kill('SIGTERM');
});

const began = performance.now();
const done: Done[] = [];
for (const { name, commands } of stages) {
  const stageBegan = performance.now();
  say(`\n━━ ${done.length + 1} of ${stages.length}: ${name}, ${minutes(stageBegan - began)} after the start`);
  const succeeded = await Promise.all(commands.map((command, place) => succeeds(command, place === 0)));
  done.push({ name, ms: performance.now() - stageBegan, failed: succeeded.includes(false) });
  if (done.at(-1)?.failed) break;
}
const skipped = readdirSync(reports).flatMap((name) => skippedIn(readFileSync(join(reports, name), 'utf8')));
rmSync(reports, { recursive: true });
const { lines, failed } = outcome(done, skipped, process.env['REQUIRE_ALL_TESTS'] === 'true');
say(lines.join('\n'));
process.exitCode = failed ? 1 : 0;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** So that what failed beside it is not driven off the screen. */
function lastLines(words: string): string {
  return words.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
}

/** @param live shows what it says at once; otherwise all of it when it has ended, so that nothing is mixed */
function succeeds(command: string[], live: boolean): Promise<boolean> {
  const [program = '', ...args] = command;
  const name = command.filter((word) => !NICE.includes(word)).slice(0, 4);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'] });
    running.add(child);
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (words += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      if (!live) say(`\n── ${name.join(' ')}\n${code === 0 ? lastLines(words) : words}`);
      resolve(code === 0);
    });
  });
}
