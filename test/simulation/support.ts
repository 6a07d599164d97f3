import { expect } from 'vitest';
import { broken, invariantsOf, type Limits } from './audit/invariants.ts';
import { describeFailure } from './print.ts';
import type { Report } from './report.ts';

/** Fails with what was broken, the jobs it was seen on, and the command that runs the same seed again. */
export function expectToHold(report: Report, command: string, limits: Partial<Limits> = {}): void {
  const invariants = invariantsOf(report, limits);
  const failure = broken(invariants).length > 0 ? describeFailure(report, invariants, command) : '';
  expect(failure).toBe('');
}

export function brokenIn(report: Report): string[] {
  return broken(invariantsOf(report)).map((invariant) => invariant.name);
}
