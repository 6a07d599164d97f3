/** Audio that keeps an engine at work until a test has done something to it, and hardly longer. */
import { availableParallelism } from 'node:os';

/** Whether the processes of a machine can be found and held. */
export const canHold = process.platform === 'linux';

const FEWEST_CORES = 2;
/** A machine of more cores than these is as fast as one of these, or nearly. */
const MOST_CORES = 4;
/** Seven seconds of work for the demonstration model on a quick machine, thirty on a busy one, where its engine cannot be held. */
const SECONDS_PER_CORE = canHold ? 150 : 450;

export const LONG_CLIP_SECONDS =
  SECONDS_PER_CORE * Math.min(MOST_CORES, Math.max(FEWEST_CORES, availableParallelism()));
