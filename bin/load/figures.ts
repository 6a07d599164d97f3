/** What a load came to. */
import { columns } from '../ops/layout.ts';
import type { Sent } from './send.ts';

export type Summary = {
  requests: number;
  workers: number;
  completed: number;
  /** By the code of the failure. */
  failures: Record<string, number>;
  seconds: number;
  requests_per_second: number;
  upload: Spread | null;
  transcript: Spread | null;
};
/** In seconds. */
type Spread = { p50: number; p99: number; max: number };

export function summaryOf(
  sent: readonly Sent[],
  { requests, workers }: { requests: number; workers: number },
): Summary {
  const completed = sent.filter(({ state, failure }) => state === 'completed' && failure === undefined);
  const seconds = lasted(sent);
  const failures: Record<string, number> = {};
  for (const { failure } of sent) if (failure !== undefined) failures[failure] = (failures[failure] ?? 0) + 1;
  return {
    requests,
    workers,
    completed: completed.length,
    failures,
    seconds: rounded(seconds),
    requests_per_second: seconds > 0 ? rounded(completed.length / seconds) : 0,
    upload: spreadOf(sent.map((one) => one.upload_seconds)),
    transcript: spreadOf(completed.map((one) => one.seconds)),
  };
}

/** From the first begin to the last end of what has ended. */
function lasted(sent: readonly Sent[]): number {
  const ends = sent.flatMap(({ began_at, seconds }) => (seconds === undefined ? [] : [began_at + seconds]));
  return ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...sent.map(({ began_at }) => began_at));
}

function spreadOf(values: readonly (number | undefined)[]): Spread | null {
  const sorted = values.filter((value) => value !== undefined).sort((one, other) => one - other);
  if (sorted.length === 0) return null;
  return { p50: quantile(sorted, 0.5), p99: quantile(sorted, 0.99), max: quantile(sorted, 1) };
}

/** The least of the values that so many of them do not exceed. */
function quantile(sorted: readonly number[], share: number): number {
  return rounded(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

export function summaryText(summary: Summary): string {
  const { requests, workers, completed, failures, seconds, requests_per_second } = summary;
  const failed = Object.entries(failures).map(([code, number]) => `${number} × ${code}`);
  return `${completed} of ${requests} completed by ${workers} at once in ${seconds.toFixed(1)} s, ${requests_per_second.toFixed(2)} requests/s
failures: ${failed.join(', ') || 'none'}

${timesTable(summary)}
`;
}

export function timesTable({ upload, transcript }: Pick<Summary, 'upload' | 'transcript'>): string {
  const row = (name: string, spread: Spread | null) => [name, ...cells(spread)];
  return columns(['SECONDS', 'P50', 'P99', 'MAX'], [row('upload', upload), row('transcript', transcript)]);
}

function cells(spread: Spread | null): (string | null)[] {
  return spread ? [spread.p50, spread.p99, spread.max].map((value) => value.toFixed(2)) : [null, null, null];
}
