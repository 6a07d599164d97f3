import type { SourcedJob } from '../contracts/job-row.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { expectedSeconds, JOB_SECONDS, timeLimit, wallSeconds } from './time-limit.ts';

export type JobClocks = ReturnType<typeof jobClocks>;

/**
 * The soft limit is said in the log, the hard one ends the work; both follow the length of the audio, and run from when the
 * engine first says it: what it heard before were other files.
 */
export function jobClocks(deps: { clock: Clock; log: Log }, job: SourcedJob) {
  const hard = timeLimit(deps.clock, JOB_SECONDS);
  const soft = timeLimit(deps.clock, JOB_SECONDS);
  const slow = () => deps.log.warn('the job takes longer than its length explains', { job_id: job.job_id });
  soft.signal.addEventListener('abort', slow, { once: true });
  let hasBegun = false;
  const begin = () => {
    if (!hasBegun) for (const limit of [hard, soft]) limit.restart();
    hasBegun = true;
  };
  return {
    signal: hard.signal,
    allow(audioSeconds: number) {
      begin();
      hard.allow(Math.min(JOB_SECONDS, wallSeconds(audioSeconds)));
      soft.allow(Math.min(JOB_SECONDS, expectedSeconds(audioSeconds)));
    },
    release() {
      hard.release();
      soft.release();
    },
  };
}
