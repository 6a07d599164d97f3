/** Two models share the workers of a stage. */
import { expect, it } from 'vitest';
import { expectToHold, isLong } from './support.ts';

/** The workers go on for as long as the crowd's queue lasts, most of an hour; meanwhile files for another model come one by one. */
const CROWD = '--jobs-per-hour 600000 --audio-seconds 100';
const { many, workers } = isLong ? { many: 10_000, workers: 10 } : { many: 2_000, workers: 2 };
const SECONDS_TO_BOOT = 300;

it('a model whose workers have all places gives some to another one, whose files wait for a job and a boot', async () => {
  const report = await expectToHold(
    `--preset calm ${CROWD} --jobs ${many} --max-workers ${workers} --quiet-uploads 8 --quiet-model second`,
  );
  expect(report.known_age.p50).toBeGreaterThan(1_000);
  expect(report.quiet_age.max).toBeGreaterThan(0);
  expect(report.quiet_age.max).toBeLessThan(report.longest_work + SECONDS_TO_BOOT);
});

it('no job of either model is lost, and no worker of either left, whatever goes wrong', async () => {
  await expectToHold(`${CROWD} --jobs 1000 --max-workers 10 --quiet-uploads 8 --quiet-model second`);
});
