/** What stock faster-whisper made of the recordings: kept, so that the tests need not run it each time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PATHS } from '../../local/paths.ts';
import { errorPercent } from './assessment.ts';
import { STOCK_MODES, type StockMode } from './stock.ts';
import { stockName, type Turn } from './turns.ts';

const FILE = join(PATHS.root, 'test/fixtures/stock-on-speech.json');
const VERSIONS = ['faster_whisper', 'ctranslate2'] as const;

const ErrorPercent = z.record(z.string(), z.object({ sequential: z.number(), batched: z.number() }));
const StockFigures = z.object({
  model: z.string(),
  /** Of what decides about the text. */
  versions: z.record(z.enum(VERSIONS), z.string()),
  seed: z.int(),
  /** Processors of other makers round otherwise: single words are heard as others. */
  by_cpu: z.record(z.string(), z.object({ date: z.iso.date(), word_error_percent: ErrorPercent })),
});
export type StockFigures = z.infer<typeof StockFigures>;

export const stockFigures = (): StockFigures => StockFigures.parse(JSON.parse(readFileSync(FILE, 'utf8')));

export const versionsOfText = (versions: Record<string, string>) =>
  Object.fromEntries(VERSIONS.map((name) => [name, versions[name]]));

/** What the better of stock's two modes makes wrong on the processor that it fares worst on; infinite if nobody knows. */
export function betterOfStock({ by_cpu }: StockFigures, name: string): number {
  const found = Object.values(by_cpu).flatMap(({ word_error_percent }) => word_error_percent[name] ?? []);
  const worst = STOCK_MODES.map((mode) => Math.max(...found.map((one) => one[mode])));
  return found.length > 0 ? Math.min(...worst) : Number.POSITIVE_INFINITY;
}

/**
 * Keeps them beside those of other recordings and processors, if these are of the same model, seed and libraries.
 *
 * @param facts of the run that the turns are of
 */
export function recordStock(
  facts: Pick<StockFigures, 'model' | 'seed'> & { cpu: string; versions: Record<string, string> },
  turns: readonly Turn[],
): void {
  const { model, seed, cpu } = facts;
  const versions = versionsOfText(facts.versions);
  const before = stockFigures();
  const isSame = isDeepStrictEqual([before.model, before.seed, before.versions], [model, seed, versions]);
  const others = isSame ? before.by_cpu : {};
  const found = {
    date: new Date().toISOString().slice(0, 10),
    word_error_percent: { ...others[cpu]?.word_error_percent, ...percentages(turns) },
  };
  const figures = { model, versions, seed, by_cpu: { ...others, [cpu]: found } };
  writeFileSync(FILE, `${JSON.stringify(StockFigures.parse(figures), null, 2)}\n`);
}

function percentages(turns: readonly Turn[]): z.infer<typeof ErrorPercent> {
  const names = new Set(turns.flatMap(({ recording, reader }) => (reader.startsWith('stock') ? [recording.name] : [])));
  const percent = (name: string, mode: StockMode) => {
    const turn = turns.find((one) => one.recording.name === name && one.reader === stockName(mode));
    return turn ? Math.round(10 * errorPercent(turn.assessment)) / 10 : 0;
  };
  return Object.fromEntries(
    [...names].map((name) => [name, { sequential: percent(name, 'sequential'), batched: percent(name, 'batched') }]),
  );
}
