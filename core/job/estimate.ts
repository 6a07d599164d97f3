/** About what a recording would take and cost: as those that this deployment has done, or as others have measured. */
import type { Counts } from '../contracts/counters-row.ts';
import { type Estimate, EstimateRequest } from '../contracts/estimate.ts';
import { countsByNow } from '../shared/counted.ts';
import { parseRequest } from '../shared/request.ts';
import type { Table } from '../shared/table.ts';

/** What a second of audio takes and costs, and a job waits. */
type Rates = Pick<Estimate, 'by' | 'jobs' | 'wait_seconds'> & { work_seconds: number; usd: number };

/**
 * One clip of large-v3-turbo at a time on a T4 is 17.6 times real time (https://github.com/jasontitus/speechbench); a
 * spot g4dn.xlarge is 0.19 to 0.25 USD an hour, and about a minute passes until one has booted and loaded its model.
 * docs/cost.md has the whole reckoning.
 */
const ASSUMED: Rates = { by: 'assumed', jobs: 0, wait_seconds: 60, work_seconds: 1 / 17.6, usd: 0.21 / 3600 / 17.6 };
/** Less audio than this says more of boots and downloads than of the model. */
const LEAST_MEASURED_MS = 3_600_000;
/** EC2 bills a minute at least. */
const LEAST_ASSUMED_USD = (0.21 * 60) / 3600;

/** Bytes that a second of sound usually has in files of a kind: by the rates that recorders and stores of music use. */
const BYTES_A_SECOND = new Map([
  ['wav', 176_400],
  ['aiff', 176_400],
  ['flac', 90_000],
  ['mp3', 16_000],
  ['m4a', 16_000],
  ['aac', 16_000],
  ['ogg', 12_000],
  ['opus', 6_000],
  ['webm', 6_000],
  ['amr', 1_525],
  ['mp4', 250_000],
  ['mov', 1_000_000],
  ['mkv', 250_000],
]);
const UNKNOWN_BYTES_A_SECOND = 16_000;

/**
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem naming each bad field by JSON pointer
 */
export async function estimate({ table }: { table: Pick<Table, 'getMany'> }, body: unknown): Promise<Estimate> {
  const { duration_seconds, ...file } = parseRequest(EstimateRequest, body);
  const audio_seconds = duration_seconds ?? secondsOf(file);
  const { usd, work_seconds, ...rates } = ratesOf(await countsByNow(table));
  return {
    audio_seconds: rounded(audio_seconds, 1),
    guessed_from_size: duration_seconds === undefined,
    ...rates,
    work_seconds: rounded(audio_seconds * work_seconds, 1),
    usd: rounded(Math.max(audio_seconds * usd, rates.by === 'assumed' ? LEAST_ASSUMED_USD : 0), 6),
  };
}

function secondsOf({ size_bytes = 0, file_name = '' }: Omit<EstimateRequest, 'duration_seconds'>): number {
  const ending = file_name.slice(file_name.lastIndexOf('.') + 1).toLowerCase();
  return size_bytes / (BYTES_A_SECOND.get(ending) ?? UNKNOWN_BYTES_A_SECOND);
}

function ratesOf({ completed = 0, audio_ms = 0, work_ms = 0, turnaround_ms = 0, micro_usd = 0 }: Counts): Rates {
  if (audio_ms < LEAST_MEASURED_MS || completed === 0 || work_ms === 0) return ASSUMED;
  return {
    by: 'measured',
    jobs: completed,
    wait_seconds: rounded(Math.max(0, turnaround_ms - work_ms) / completed / 1000, 1),
    work_seconds: work_ms / audio_ms,
    usd: micro_usd / 1000 / audio_ms,
  };
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
