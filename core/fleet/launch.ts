/** Down the ladder: spot over all types and zones, then on demand if the stage allows it. What is left has to wait. */
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { JobRow, LaunchAttempt } from '../contracts/job-row.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { recordLaunchAttempts } from '../job/job.ts';
import { LaunchUnansweredError } from '../shared/errors.ts';
import type { Clock, Compute, LaunchedInstance, Log } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import type { FurtherModel, ServedModels } from '../transcript/served-models.ts';
import type { Launched } from './fleet.ts';
import { type Ask, clientToken, ladder } from './launch-ladder.ts';
import { launchCounted, launchedWorker } from './worker.ts';

export type LaunchWorkers = {
  table: Table;
  compute: Compute;
  clock: Clock;
  log: Log;
  stage: string;
  fleet: FleetSettings;
  models: ServedModels;
};

/** What a reservation on the fleet row allows: so many workers in so many calls, under tokens of its version. */
export type Reserved = Pick<FleetRow, 'created_at' | 'version'> & {
  count: number;
  calls: number;
  /** Live workers before this launch. */
  workers: number;
  /** Which model the workers are to serve. */
  part: FurtherModel;
  /** Those to launch for, the longest waiting first. */
  jobs: JobRow[];
};

/** The jobs that have waited longest are told what was tried for them; the others' clients read it off the fleet's row. */
const TOLD = 25;
/** So often taken away by spot, a job had better run where that does not happen. */
const INTERRUPTIONS_TO_PREFER_ON_DEMAND = 2;

export async function launchWorkers(deps: LaunchWorkers, reserved: Reserved): Promise<Launched> {
  const jobs = reserved.jobs.slice(0, TOLD);
  const preferring = jobs.filter((job) => job.interruptions >= INTERRUPTIONS_TO_PREFER_ON_DEMAND).length;
  const asks = ladder(deps.fleet.markets, preferring).slice(0, reserved.calls);
  const attempts: LaunchAttempt[] = [];
  const instance_ids: string[] = [];
  let unanswered = 0;
  for (const ask of asks) {
    const count = Math.min(ask.at_most, reserved.count - instance_ids.length);
    if (count === 0) break;
    const answer = await attemptLaunch(deps, reserved, { ...ask, count }).catch((error) => noAnswer(deps, error));
    if (!answer) unanswered = count;
    if (!answer) break;
    attempts.push(answer.attempt);
    instance_ids.push(...answer.instances.map((instance) => instance.instance_id));
  }
  await tellJobs(deps, jobs, attempts);
  const { calls, workers, part } = reserved;
  return { instance_ids, unanswered, attempts, calls, workers, part };
}

/** There may be as many workers as were asked for. Nobody else is asked for them, and they count as under way. */
function noAnswer(deps: LaunchWorkers, error: unknown): undefined {
  if (!(error instanceof LaunchUnansweredError)) throw error;
  const advice = 'the workers asked for count as under way for 5 min; if none comes, others are launched then';
  deps.log.error('a launch was not answered', { advice, error });
}

async function attemptLaunch(
  deps: LaunchWorkers,
  reserved: Reserved,
  { market, count }: Ask & { count: number },
): Promise<{ instances: LaunchedInstance[]; attempt: LaunchAttempt }> {
  const token = clientToken(deps.stage, reserved, market);
  const { part } = reserved;
  const { instances, errors } = await deps.compute.launch({ count, market, token, ...(part && { model: part }) });
  const now = deps.clock.now();
  const model = part ?? deps.models[0].name;
  for (const one of instances) await deps.table.write(launchedWorker({ ...one, model }, now), launchCounted(one));
  const codes = [...new Set(errors.map((error) => error.code))];
  const attempt = { at: iso(now), market, asked: count, granted: instances.length, errors: codes };
  if (instances.length < count) deps.log.warn('EC2 did not grant all workers', { ...attempt, errors });
  return { instances, attempt };
}

/** Only what was refused is news. A note that fails is left out: the next attempt makes another. */
async function tellJobs(deps: LaunchWorkers, jobs: JobRow[], attempts: LaunchAttempt[]): Promise<void> {
  const refused = attempts.filter((attempt) => attempt.granted < attempt.asked);
  if (refused.length === 0) return;
  const notes = jobs.map((job) => deps.table.write(recordLaunchAttempts(job, refused, deps.clock.now())));
  const failed = (await Promise.allSettled(notes)).filter((note) => note.status === 'rejected');
  if (failed.length > 0) deps.log.warn('jobs could not be told what was tried for them', { jobs: failed.length });
}
