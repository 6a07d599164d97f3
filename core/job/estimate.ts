/** About what a recording would take and cost: as those that this deployment has done, or as others have measured. */
import { type Estimate, type EstimateRequest, estimateRequest } from '../contracts/estimate.ts';
import { countsByNow } from '../shared/counted.ts';
import { parseRequest } from '../shared/request.ts';
import type { Table } from '../shared/table.ts';
import { modelProblem } from '../transcript/models.ts';
import { countedFor, type ServedModels } from '../transcript/served-models.ts';
import { LEAST_ASSUMED_USD, ratesOf } from './rates.ts';

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

type MakeEstimate = { table: Pick<Table, 'getMany'>; models: ServedModels };

/**
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem naming each bad field by JSON pointer; 422 when the model alone is not to be had
 */
export async function estimate({ table, models }: MakeEstimate, body: unknown): Promise<Estimate> {
  const schema = estimateRequest((name) => modelProblem(name, models));
  const { duration_seconds, model: asked, ...file } = parseRequest(schema, body);
  const model = countedFor(models, asked);
  const audio_seconds = duration_seconds ?? secondsOf(file);
  const { usd, wait_seconds, work_seconds, ...rates } = ratesOf(await countsByNow(table), models, model);
  return {
    model,
    audio_seconds: rounded(audio_seconds, 1),
    guessed_from_size: duration_seconds === undefined,
    ...rates,
    wait_seconds: rounded(wait_seconds, 1),
    work_seconds: rounded(audio_seconds * work_seconds, 1),
    usd: rounded(Math.max(audio_seconds * usd, rates.by === 'assumed' ? LEAST_ASSUMED_USD : 0), 6),
  };
}

function secondsOf({ size_bytes = 0, file_name = '' }: Omit<EstimateRequest, 'duration_seconds' | 'model'>): number {
  const ending = file_name.slice(file_name.lastIndexOf('.') + 1).toLowerCase();
  return size_bytes / (BYTES_A_SECOND.get(ending) ?? UNKNOWN_BYTES_A_SECOND);
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
