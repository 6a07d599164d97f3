/** Apart from the others, so that another core runs it. */
import { describe, it } from 'vitest';
import { expectToHold } from './support.ts';

/** Each takes a minute of a core and more; `SIMULATION_SEEDS=5` runs more of them. */
const SEEDS = Array.from({ length: Number(process.env['SIMULATION_SEEDS'] ?? 1) }, (_, number) => `many/${number + 1}`);

describe('10,000 uploads at 60,000 an hour', () => {
  it.each(SEEDS)('seed %s', async (seed) => {
    // Ten minutes: what is launched in them has to be earned by few jobs.
    const stage = '--audio-seconds 200 --max-workers 140 --waiting-jobs-per-worker 8';
    await expectToHold(`--jobs 10000 ${stage} --seed ${seed}`, { launches_per_job: 0.02 });
  });
});
