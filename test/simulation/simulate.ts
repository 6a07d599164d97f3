/** `npm run simulate`: runs the service against a simulated AWS, prints what held, and fails when something did not. */
import { runCommand } from '../../local/endings.ts';
import { type Arguments, parseArguments } from './arguments.ts';
import { broken, invariantsOf, type Limits } from './audit/invariants.ts';
import { Seed004 } from './designs/seed-004.ts';
import type { SimulationOptions } from './options.ts';
import { describeFailure, describeRun } from './print.ts';
import { type Progress, simulate } from './simulation.ts';

/** Below this rate and number, the workers of the first minutes weigh too much in launches per job. */
const STEADY = { jobs: 50_000, jobs_per_hour: 60_000 };
/** Nothing of that design goes on after Lambda's last retry. */
const BASELINE_PATIENCE_HOURS = 2;

async function main(args: readonly string[]): Promise<boolean> {
  const given = parseArguments(args);
  const failed: string[] = [];
  for (const seed of given.seeds) if (!(await run({ ...given.options, seed }, given, args))) failed.push(seed);
  if (given.seeds.length > 1) say(`${given.seeds.length - failed.length} of ${given.seeds.length} seeds hold`);
  return failed.length === 0;
}

async function run(
  options: SimulationOptions,
  { json, baseline }: Arguments,
  args: readonly string[],
): Promise<boolean> {
  const report = await simulate(options, { progress: tell });
  const invariants = invariantsOf(report, limitsFor(options));
  say(json ? JSON.stringify({ ...report, invariants }) : describeRun('this service', report, invariants));
  const holds = broken(invariants).length === 0;
  if (!holds) say(describeFailure(report, invariants, `npm run simulate -- ${replay(args, options.seed)}`));
  if (baseline) await runBaseline(options, json);
  return holds;
}

async function runBaseline(options: SimulationOptions, json: boolean): Promise<void> {
  const patient = { ...options, patience_hours: BASELINE_PATIENCE_HOURS };
  const report = await simulate(patient, { make: (account) => new Seed004(account), progress: tell });
  const invariants = invariantsOf(report, limitsFor(options));
  const title = 'a launch per event, one webhook try, no reconcile';
  say(
    json
      ? JSON.stringify({ ...report, design: 'seed-004', invariants })
      : `\n${describeRun(title, report, invariants)}`,
  );
}

function limitsFor({ jobs, jobs_per_hour, jobs_per_worker }: SimulationOptions): Partial<Limits> {
  const isSteady = jobs >= STEADY.jobs && jobs_per_hour >= STEADY.jobs_per_hour && jobs_per_worker === 0;
  return isSteady ? { launches_per_job: 0.02 } : {};
}

function replay(args: readonly string[], seed: string): string {
  const others = args.filter((arg, place) => !/^--seeds?(=|$)/.test(arg) && !/^--seeds?$/.test(args[place - 1] ?? ''));
  return [...others, '--seed', seed].join(' ');
}

const tell: Progress = ({ hours, uploads, open, workers }) => {
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  process.stderr.write(
    `  ${hours.toFixed(1)} h: ${uploads} uploads, ${open} open, ${workers} instances, ${memory} MB\n`,
  );
};

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await runCommand(async () => ((await main(process.argv.slice(2))) ? 0 : 1));
