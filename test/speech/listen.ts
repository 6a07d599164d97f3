/** A real model hears recordings of a real speaker, once for all files, as a worker would have them heard. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { type SpeechEngine, speechEngine } from '../../bench/speech/engine.ts';
import { speechModel } from '../../bench/speech/model.ts';
import { makeRecordings, type Recording, type RecordingName } from '../../bench/speech/recordings.ts';
import { stockFigures } from '../../bench/speech/stock-figures.ts';
import { ModelNotToBeHadError } from '../../local/models/fetch.ts';
import { type Progress, timedProgress } from '../../local/progress.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import { wordsForMissing } from '../support/missing.ts';
import { BY_SEED, DIFFERENT, type Heard, OTHERWISE, SEEDS_OF_REPEATED } from './heard.ts';

export default async function setup(project: TestProject): Promise<void> {
  if (wordsForMissing(['recordings of speakers'])) return;
  const progress = timedProgress((line) => process.stdout.write(`${line}\n`));
  const signal = new AbortController().signal;
  const model = await modelIfToBeHad(progress, signal);
  if (!model) return;
  const { engine: python } = await ensurePythonEnvironments(progress, signal);
  const folder = mkdtempSync(join(tmpdir(), 'speech-'));
  const engine = speechEngine(python, model, signal);
  const otherwise = speechEngine(python, model, signal, ROUNDED_OTHERWISE);
  const hear = async (by: SpeechEngine, recording: Recording, name: string): Promise<[string, Heard]> => {
    const reading = await progress.step(`hearing ${name}`, () => by.read(recording.audio));
    return [name, { recording, ...reading }];
  };
  try {
    const recordings = await progress.step('recordings', () => allRecordings(python, folder, signal));
    const readings: [string, Heard][] = [];
    for (const [name, recording] of Object.entries(recordings)) {
      readings.push(await hear(engine, recording, name));
      if (recording.name === 'en-repeated') readings.push(await hear(otherwise, recording, `${name}${OTHERWISE}`));
    }
    project.provide('heard', Object.fromEntries(readings));
    project.provide('versions', (await engine.ready()).versions);
  } finally {
    await Promise.all([engine.close(), otherwise.close()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** CTranslate2 computes as any processor of the kind can, without the instructions of newer ones: https://opennmt.net/CTranslate2/environment_variables.html */
const ROUNDED_OTHERWISE = { CT2_FORCE_CPU_ISA: 'GENERIC' };

/** Without it the tests are skipped, and say so, unless none may be. */
async function modelIfToBeHad(progress: Progress, signal: AbortSignal): Promise<string | undefined> {
  try {
    return await speechModel(progress, signal);
  } catch (error) {
    if (!(error instanceof ModelNotToBeHadError) || process.env['REQUIRE_ALL_TESTS'] === 'true') throw error;
    progress.say(error.message);
    return undefined;
  }
}

async function allRecordings(python: string, folder: string, signal: AbortSignal): Promise<Record<string, Recording>> {
  const make = (seed: number, names: readonly RecordingName[], place: string) =>
    makeRecordings(python, join(folder, place), { seed, names }, signal);
  const [different, ...repeated] = await Promise.all([
    make(stockFigures().seed, DIFFERENT, 'different'),
    ...SEEDS_OF_REPEATED.map((seed) => make(seed, ['en-repeated'], `repeated-${seed}`)),
  ]);
  const all = [...different.map((one) => [one.name, one]), ...repeated.map(([one], at) => [BY_SEED[at], one])];
  return Object.fromEntries(all);
}
