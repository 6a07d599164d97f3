/** What a worker and its engine hold in memory: waiting for a job, and with the longest file they had. */
import { join } from 'node:path';
import { type Figure, type Findings, figure } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { SHORT_CLIP, writeLongClip } from '../support/clips.ts';
import { jobRow, transcribe } from '../support/jobs.ts';
import { onlyChildOf, type Resident, residentMemory } from '../support/memory.ts';
import { type Running, withLocalStack } from '../support/stack.ts';
import { allEnded, workerNamed } from '../support/workers.ts';

const LONG_CLIP_SECONDS = 600;
/** Long enough to look at a worker that has nothing to do; then the next round gets a new one. */
const IDLE_SECONDS = 3;

type Process = 'worker' | 'engine';
type Sample = Record<Process, { idle: Resident; worked: Resident }>;

export const memory: Section = {
  name: 'memory',
  about: `resident memory of worker and engine: idle after a 6 s clip, and around a file of ${LONG_CLIP_SECONDS / 60} minutes`,
  run: async (bench) => {
    if (process.platform !== 'linux') return { figures: [], notes: ['Skipped: only Linux has /proc to read it from.'] };
    return withLocalStack(bench, { idleSeconds: IDLE_SECONDS, jobsPerWorker: 0 }, (running) => measure(bench, running));
  },
};

async function measure(bench: Bench, running: Running): Promise<Findings> {
  const clip = join(bench.folder, 'long.wav');
  writeLongClip(clip, LONG_CLIP_SECONDS);
  const samples: Sample[] = [];
  await rounds(bench, bench.runs, 'a new worker with a short and a long file', async () => {
    await allEnded(running);
    samples.push(await sampleWorker(running, clip));
  });
  return { figures: (['worker', 'engine'] as const).flatMap((name) => figuresOf(name, samples)), details: samples };
}

async function sampleWorker(running: Running, longClip: string): Promise<Sample> {
  const first = await transcribe(running, SHORT_CLIP);
  const { instance_id = '' } = await jobRow(running.outputs, first.document.job_id);
  const worker = (await workerNamed(running, instance_id)).pid;
  const engine = onlyChildOf(worker);
  const idle = { worker: residentMemory(worker), engine: residentMemory(engine) };
  await transcribe(running, longClip);
  const worked = { worker: residentMemory(worker), engine: residentMemory(engine) };
  return {
    worker: { idle: idle.worker, worked: worked.worker },
    engine: { idle: idle.engine, worked: worked.engine },
  };
}

function figuresOf(name: Process, samples: Sample[]): Figure[] {
  const of = (read: (sample: Sample[Process]) => number) => samples.map((sample) => read(sample[name]));
  const idle = of((sample) => sample.idle.now);
  const peer = { name: 'idle', values: idle };
  return [
    figure(`${name}: idle`, 'MB', idle),
    figure(
      `${name}: peak at work`,
      'MB',
      of((sample) => sample.worked.peak),
      { peer },
    ),
    figure(
      `${name}: idle again after the long file`,
      'MB',
      of((sample) => sample.worked.now),
      { peer },
    ),
  ];
}
