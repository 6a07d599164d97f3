/** What stock faster-whisper made of the recordings: kept, so that the tests need not run it each time. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PATHS } from '../../local/paths.ts';
import { errorPercent } from './assessment.ts';
import { STOCK_MODES } from './stock.ts';
import { stockName, type Turn } from './turns.ts';

const FILE = join(PATHS.root, 'test/fixtures/stock-on-speech.json');
const VERSIONS = ['faster_whisper', 'ctranslate2'] as const;

const StockFigures = z.object({
  date: z.iso.date(),
  model: z.string(),
  /** Of what decides about the text. */
  versions: z.record(z.enum(VERSIONS), z.string()),
  cpu: z.string(),
  seed: z.int(),
  word_error_percent: z.record(z.string(), z.object({ sequential: z.number(), batched: z.number() })),
});
export type StockFigures = z.infer<typeof StockFigures>;

export const stockFigures = (): StockFigures => StockFigures.parse(JSON.parse(readFileSync(FILE, 'utf8')));

export const versionsOfText = (versions: Record<string, string>) =>
  Object.fromEntries(VERSIONS.map((name) => [name, versions[name]]));

/**
 * Keeps them beside those of other recordings, if these are of the same model, seed and libraries.
 *
 * @param facts of the run that the turns are of
 */
export function recordStock(
  facts: Pick<StockFigures, 'model' | 'seed' | 'cpu'> & { versions: Record<string, string> },
  turns: readonly Turn[],
): void {
  const names = new Set(turns.flatMap(({ recording, reader }) => (reader.startsWith('stock') ? [recording.name] : [])));
  const percent = (name: string, reader: string) => {
    const turn = turns.find((one) => one.recording.name === name && one.reader === reader);
    return turn ? Math.round(10 * errorPercent(turn.assessment)) / 10 : 0;
  };
  const ofRecording = (name: string) =>
    Object.fromEntries(STOCK_MODES.map((mode) => [mode, percent(name, stockName(mode))]));
  const versions = versionsOfText(facts.versions);
  const before = stockFigures();
  const isSame = isDeepStrictEqual([before.model, before.seed, before.versions], [facts.model, facts.seed, versions]);
  const figures = {
    date: new Date().toISOString().slice(0, 10),
    ...facts,
    versions,
    word_error_percent: {
      ...(isSame && before.word_error_percent),
      ...Object.fromEntries([...names].map((name) => [name, ofRecording(name)])),
    },
  };
  writeFileSync(FILE, `${JSON.stringify(StockFigures.parse(figures), null, 2)}\n`);
}
