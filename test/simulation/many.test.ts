/** Apart from the others, so that another core runs it. */
import { it } from 'vitest';
import { expectToHold, isLong } from './support.ts';

// Within minutes: what is launched in them has to be earned by few jobs.
const STAGE = '--audio-seconds 200 --waiting-jobs-per-worker 8';
const { many, workers, seeds } = isLong
  ? { many: 10_000, workers: 140, seeds: 5 }
  : { many: 1_500, workers: 15, seeds: 1 };
const SEEDS = Array.from({ length: seeds }, (_, number) => `many/${number + 1}`);

it.each(SEEDS)(`${many} uploads at 60,000 an hour: seed %s`, async (seed) => {
  await expectToHold(`--jobs ${many} ${STAGE} --max-workers ${workers} --seed ${seed}`, {
    launches_per_job: 0.02,
  });
});
