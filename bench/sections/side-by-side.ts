/** Short files on one worker: one after the other, and several at once, in turn in one run. */
import { type Findings, figure } from '../figures.ts';
import type { Bench, Section } from '../section.ts';
import { sendBurst } from '../support/burst.ts';
import { withLocalStack } from '../support/stack.ts';

/** As a stage has it by default. */
const AT_ONCE = 4;
const IDLE_SECONDS = 60;
/** Boots the worker and loads its model. */
const WARM_UP = 4;

export const sideBySide: Section = {
  name: 'side-by-side',
  about: `a burst of short uploads on one warm worker, ${AT_ONCE} at once and one after the other: first upload → last webhook`,
  run: measure,
};

async function measure(bench: Bench): Promise<Findings> {
  const alone = await secondsOf(bench, 1);
  const together = await secondsOf(bench, AT_ONCE);
  const peer = { name: 'one after the other', values: [alone] };
  return {
    figures: [
      figure(`${bench.uploads} short files, one after the other`, 's', [alone]),
      figure(`${bench.uploads} short files, ${AT_ONCE} at once`, 's', [together], { peer }),
    ],
  };
}

function secondsOf(bench: Bench, shortJobsAtOnce: number): Promise<number> {
  const fleet = { idleSeconds: IDLE_SECONDS, jobsPerWorker: 0, maxWorkers: 1, shortJobsAtOnce };
  return withLocalStack(bench, fleet, async (running) => {
    await sendBurst(running, WARM_UP, bench.progress);
    return (await sendBurst(running, bench.uploads, bench.progress)).seconds;
  });
}
