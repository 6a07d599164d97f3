/** A real model on real speakers: texts and times of the engine, beside stock faster-whisper in the same run. */
import { availableParallelism, cpus } from 'node:os';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import type { Findings } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { judgedWords } from '../speech/assessment.ts';
import { type SpeechEngine, speechEngine } from '../speech/engine.ts';
import { MODEL, speechModel } from '../speech/model.ts';
import { makeRecordings, type Recording, recordingsIn } from '../speech/recordings.ts';
import { STOCK_MODES, type Stock, stock } from '../speech/stock.ts';
import { recordStock } from '../speech/stock-figures.ts';
import { calibrationTable, readingsTable } from '../speech/tables.ts';
import { engineReader, everyTurn, stockReader, type Turn } from '../speech/turns.ts';

export const speech: Section = {
  name: 'speech',
  about: 'a real model on recordings of real speakers: the engine beside stock faster-whisper, texts and times',
  run: measure,
};

/** A round takes minutes, and its texts are the same each time. */
const RUNS_FOR_A_ROUND = 5;

async function measure(bench: Bench): Promise<Findings> {
  const { progress, signal, speech: wishes } = bench;
  const { engine: python } = await ensurePythonEnvironments(progress, signal);
  const model = await speechModel(progress, signal);
  const wanted = { seed: wishes.seed, names: wishes.languages.flatMap(recordingsIn) };
  const recordings = await makeRecordings(python, bench.folder, wanted, signal);
  const engine = speechEngine(python, model, signal);
  const stocks = await Promise.all(STOCK_MODES.map((mode) => stock(python, model, mode, signal)));
  try {
    const { versions, details } = await engine.ready();
    const turns = await takeTurns(bench, recordings, engine, stocks);
    if (wishes.record)
      recordStock({ model: MODEL, seed: wishes.seed, cpu: cpus()[0]?.model ?? '', versions }, turns.at(-1) ?? []);
    return { figures: [], notes: notesOf(turns, wishes.seed, String(details?.['compute_type'])), details: turns };
  } finally {
    await Promise.all([engine, ...stocks].map(({ close }) => close()));
  }
}

async function takeTurns(
  bench: Bench,
  recordings: Recording[],
  engine: SpeechEngine,
  stocks: Stock[],
): Promise<Turn[][]> {
  const readers = [
    ...bench.speech.profiles.map((profile) => engineReader(engine, profile)),
    ...stocks.map(stockReader),
  ];
  const turns: Turn[][] = [];
  await rounds(bench, Math.ceil(bench.runs / RUNS_FOR_A_ROUND), 'every recording by every reader', async () => {
    turns.push(await everyTurn(recordings, readers, bench.progress));
  });
  return turns;
}

function notesOf(rounds: Turn[][], seed: number, computeType: string): string[] {
  const ours = (rounds.at(-1) ?? []).filter(({ reader }) => reader.startsWith('engine'));
  const first = ours.filter(({ reader }) => reader === ours[0]?.reader);
  const words = first.flatMap(({ recording, segments = [] }) => judgedWords(recording.sentences, segments));
  return [
    `Model ${MODEL}, ${computeType}, ${availableParallelism()} threads for each, seed ${seed}, rounds: ${rounds.length}.`,
    '',
    readingsTable(rounds),
    '',
    `How sure it was (${first[0]?.reader}):`,
    '',
    calibrationTable(words),
  ];
}
