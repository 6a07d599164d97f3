/** What `npm test` says at its end. */
import type { Skipped } from './skipped.ts';

export type Done = { name: string; ms: number; failed: boolean };

/** @param nothingMayBeSkipped a skipped test is then a failure, as a machine that lacks something proves less */
export function outcome(stages: Done[], skipped: Skipped[], nothingMayBeSkipped: boolean) {
  const width = Math.max(...stages.map(({ name }) => name.length));
  const row = ({ name, ms, failed }: Done) => `${name.padEnd(width)} ${minutes(ms)}${failed ? '  FAILED' : ''}`;
  const all = { name: 'all', ms: stages.reduce((sum, { ms }) => sum + ms, 0), failed: false };
  const failed = stages.some((stage) => stage.failed) || (nothingMayBeSkipped && skipped.length > 0);
  return { failed, lines: ['', ...[...stages, all].map(row), ...inWords(skipped, nothingMayBeSkipped)] };
}

/** How many were skipped, for each reason: what to install is one line, however many tests need it. */
function inWords(skipped: Skipped[], nothingMayBeSkipped: boolean): string[] {
  if (skipped.length === 0) return ['no test was skipped'];
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return [
    `${skipped.length} tests were skipped${nothingMayBeSkipped ? ', which REQUIRE_ALL_TESTS=true forbids' : ''}:`,
    ...reasons.map((reason) => `  ${skipped.filter((one) => one.reason === reason).length} × ${reason}`),
  ];
}

export function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(6);
}
