/** What the service adds to the engine's own time, and where: upload → webhook, less transcribing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Figure, type Findings, figure, median } from '../figures.ts';
import { type Bench, rounds, type Section } from '../section.ts';
import { SHORT_CLIP } from '../support/clips.ts';
import { transcribe } from '../support/jobs.ts';
import { type Running, withLocalStack } from '../support/stack.ts';
import { overheadOf, STAGES, type Timeline, timelineOf } from '../support/timeline.ts';
import { allEnded } from '../support/workers.ts';

const WARM_TARGET_S = 1;
const COLD_TARGET_S = 4;
/** Long enough for the jobs of one round to meet the worker, short enough to wait for its end. */
const IDLE_SECONDS = 3;
const WARM_JOBS_PER_ROUND = 2;
/** After a webhook the worker still tidies up; a client that sends file after file is not what is measured. */
const PAUSE_MS = 500;

export const overhead: Section = {
  name: 'overhead',
  about: 'S3 has the upload → the webhook is received, less the engine’s transcribe_seconds',
  run: (bench) =>
    withLocalStack(bench, { idleSeconds: IDLE_SECONDS, jobsPerWorker: 0 }, (running) => measure(bench, running)),
};

async function measure(bench: Bench, running: Running): Promise<Findings> {
  const cold: Timeline[] = [];
  const warm: Timeline[] = [];
  await rounds(bench, bench.runs, 'one cold and some warm jobs', async () => {
    await allEnded(running);
    cold.push(await timelineOf(running, await transcribe(running, SHORT_CLIP), 'cold'));
    for (let job = 0; job < WARM_JOBS_PER_ROUND; job += 1) {
      await sleep(PAUSE_MS);
      warm.push(await timelineOf(running, await transcribe(running, SHORT_CLIP), 'warm'));
    }
  });
  return {
    figures: [...figuresOf('warm', warm, WARM_TARGET_S), ...figuresOf('cold', cold, COLD_TARGET_S)],
    notes: ['Ratios are shares of the overhead. A cold worker is a new process here, not a new machine.'],
    details: { warm, cold },
  };
}

function figuresOf(worker: 'warm' | 'cold', timelines: Timeline[], atMost: number): Figure[] {
  const whole = timelines.map(overheadOf);
  const peer = { name: 'overhead', values: [median(whole)] };
  const stages = STAGES[worker].map(({ key, name }) =>
    figure(
      `– ${name}`,
      's',
      timelines.map((timeline) => timeline[key]),
      { peer },
    ),
  );
  const engine = timelines.map(({ transcribe }) => transcribe);
  return [
    figure(`${worker} worker: overhead`, 's', whole, { atMost }),
    ...stages,
    figure(`${worker} worker: transcribing, not counted`, 's', engine),
  ];
}
