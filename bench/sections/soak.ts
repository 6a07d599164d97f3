/** One worker and hundreds of files of every kind: does what it holds in memory come back? */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../local/paths.ts';
import { type Findings, figure } from '../figures.ts';
import type { Bench, Section } from '../section.ts';
import { SHORT_CLIP } from '../support/clips.ts';
import { jobRow, outcomeOf } from '../support/jobs.ts';
import { onlyChildOf, residentMemory } from '../support/memory.ts';
import { type Running, withLocalStack } from '../support/stack.ts';
import { workerNamed } from '../support/workers.ts';

/** Longer than the pause between two jobs: one worker takes all of them. */
const IDLE_SECONDS = 60;
/** Every lane of the engine has met every kind of file by then: what grows later is a leak. */
const WARM_UP_JOBS = 90;
const SHOWN_EVERY = 50;

type Held = { worker: number; engine: number };

export const soak: Section = {
  name: 'soak',
  about: 'resident memory of one worker before and after hundreds of files: speech, silence, text, broken media',
  run: async (bench) => {
    if (process.platform !== 'linux') return { figures: [], notes: ['Skipped: only Linux has /proc to read it from.'] };
    const fleet = { idleSeconds: IDLE_SECONDS, jobsPerWorker: 0, maxWorkers: 1 };
    return withLocalStack(bench, fleet, (running) => measure(bench, running));
  },
};

async function measure(bench: Bench, running: Running): Promise<Findings> {
  const files = filesOfEveryKind(bench.folder);
  const instance = await sendAll(running, files, WARM_UP_JOBS, bench);
  const before = await heldBy(running, instance);
  const after: Held[] = [];
  for (let sent = 0; sent < bench.uploads; sent += SHOWN_EVERY) {
    const last = await sendAll(running, files, Math.min(SHOWN_EVERY, bench.uploads - sent), bench);
    if (last !== instance) return { figures: [], notes: [`Worker ${instance} ended; ${last} took its place.`] };
    after.push(await heldBy(running, instance));
  }
  const of = (name: keyof Held) => {
    const last = after.slice(-1).map((held) => held[name]);
    return figure(`${name}: after ${bench.uploads} more jobs`, 'MB', last, { peer: peerOf(name, before) });
  };
  return {
    figures: [
      figure(`worker: after ${WARM_UP_JOBS} jobs`, 'MB', [before.worker]),
      of('worker'),
      figure(`engine: after ${WARM_UP_JOBS} jobs`, 'MB', [before.engine]),
      of('engine'),
    ],
    notes: ['The target is a ratio of at most 1.05.'],
    details: { before, after },
  };
}

const peerOf = (name: keyof Held, before: Held) => ({ name: 'before', values: [before[name]] });

/** @returns the instance that took the last of them */
async function sendAll(running: Running, files: readonly string[], count: number, bench: Bench): Promise<string> {
  let instance = '';
  await bench.progress.step(`${count} jobs one after the other`, async () => {
    for (let sent = 0; sent < count; sent += 1) {
      const jobId = await outcomeOf(running, files[sent % files.length] ?? SHORT_CLIP);
      instance = (await jobRow(running.outputs, jobId)).instance_id ?? instance;
    }
  });
  return instance;
}

async function heldBy(running: Running, instance: string): Promise<Held> {
  const worker = (await workerNamed(running, instance)).pid;
  return { worker: residentMemory(worker).now, engine: residentMemory(onlyChildOf(worker)).now };
}

function filesOfEveryKind(folder: string): string[] {
  const text = join(folder, 'notes.mp3');
  writeFileSync(text, 'these are only words in a text file\n'.repeat(500));
  const noise = join(folder, 'noise.wav');
  writeFileSync(noise, Buffer.alloc(100_000, 'no header, no sound '));
  const fixtures = ['sv-short.m4a', 'silence.flac', 'sv-telephone.wav', 'en-stereo.flac'];
  return [SHORT_CLIP, text, ...fixtures.map((name) => join(PATHS.demoAudio, name)), noise];
}
