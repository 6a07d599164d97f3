/** Audio that keeps an engine at work until a test has done something to it, and hardly longer. */
import { availableParallelism } from 'node:os';

const FEWEST_CORES = 2;
/** A machine of more cores than these is as fast as one of these, or nearly. */
const MOST_CORES = 4;
const SECONDS_PER_CORE = 450;

/** Seven seconds of work for the demonstration model on a quick machine, thirty on a busy one; the first progress is told after five. */
export const LONG_CLIP_SECONDS =
  SECONDS_PER_CORE * Math.min(MOST_CORES, Math.max(FEWEST_CORES, availableParallelism()));
