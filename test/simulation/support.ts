import { expect } from 'vitest';
import { parseArguments } from './arguments.ts';
import { broken, invariantsOf, type Limits } from './audit/invariants.ts';
import { describeFailure } from './print.ts';
import type { Report } from './report.ts';
import { type Make, simulate } from './simulation.ts';

/** In `npm run test:long`, which has more and larger runs; any other keeps each of them to seconds of a core. */
export const isLong = process.env['LONG_TESTS'] === 'true';

/** Files of one tenant that come within a minute, and for which as many workers as there may be need most of an hour. */
export const CROWD = isLong ? crowdOf(10_000, 10) : crowdOf(1_300, 2);

function crowdOf(files: number, workers: number) {
  return { files, words: `--jobs-per-hour 600000 --jobs ${files} --max-workers ${workers} --audio-seconds 100` };
}

/** Runs what `npm run simulate` runs with these words, so that a failure can be seen again with them. */
export async function simulated(words: string, make?: Make): Promise<Report> {
  const { options, seeds } = parseArguments(words.split(' '));
  return simulate({ ...options, seed: seeds[0] ?? '1' }, make ? { make } : {});
}

/** Fails with what was broken, the jobs it was seen on, and the command that runs the same seed again. */
export async function expectToHold(
  words: string,
  limits: Partial<Limits> | ((report: Report) => Partial<Limits>) = {},
) {
  const report = await simulated(words);
  const invariants = invariantsOf(report, typeof limits === 'function' ? limits(report) : limits);
  const command = `npm run simulate -- ${words}`;
  expect(broken(invariants).length > 0 ? describeFailure(report, invariants, command) : '').toBe('');
  return report;
}

export function brokenIn(report: Report): string[] {
  return broken(invariantsOf(report)).map((invariant) => invariant.name);
}
