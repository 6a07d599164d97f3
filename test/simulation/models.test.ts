/** Two models share the workers of a stage. */
import { expect, it } from 'vitest';
import { CROWD, expectToHold } from './support.ts';

const OTHERS = '--quiet-uploads 8 --quiet-model second';
const SECONDS_TO_BOOT = 300;

it('a model whose workers have all places gives some to another one, whose files wait for a job and a boot', async () => {
  // They go on for as long as the crowd's queue lasts; meanwhile files for another model come one by one.
  const report = await expectToHold(`--preset calm ${CROWD.words} ${OTHERS}`);
  expect(report.known_age.p50).toBeGreaterThan(1_000);
  expect(report.quiet_age.max).toBeGreaterThan(0);
  expect(report.quiet_age.max).toBeLessThan(report.longest_work + SECONDS_TO_BOOT);
});

it('no job of either model is lost, and no worker of either left, whatever goes wrong', async () => {
  await expectToHold(`--jobs-per-hour 600000 --jobs 500 --max-workers 5 --audio-seconds 100 ${OTHERS}`);
});
