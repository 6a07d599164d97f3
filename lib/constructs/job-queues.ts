import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type FurtherModel, placeOf } from '../../core/transcript/served-models.ts';
import { physicalName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { idFor, type ModelStage, modelStages } from '../stage-models.ts';
import { JOB_VISIBILITY } from '../timeouts.ts';
import { GuardedQueue } from './guarded-queue.ts';

/** The row's counts decide when a job is given up (`endOfAttempts`); the queue only stops what no row stops. */
const JOB_MAX_RECEIVES = 50;

export interface JobQueue {
  readonly further: FurtherModel;
  readonly guarded: GuardedQueue;
}

/** A queue of jobs for each model, the default's first: adapters/job-queues.ts knows the others by its URL. */
export type JobQueues = readonly [JobQueue, ...JobQueue[]];

export function jobQueues(scope: Construct, config: StageConfig): JobQueues {
  const [first, ...others] = modelStages(config).map(({ further }) => {
    const name = placeOf(physicalName('transcription-jobs', config.stage), further);
    const props = { name, visibility: JOB_VISIBILITY, maxReceives: JOB_MAX_RECEIVES };
    return { further, guarded: new GuardedQueue(scope, idFor('Jobs', further), props) };
  });
  if (!first) throw new Error('a stage has no model, expected the default at least');
  return [first, ...others];
}

export const queuesOf = (jobs: JobQueues): Queue[] => jobs.map(({ guarded }) => guarded.queue);

export function queueFor(jobs: JobQueues, { further }: ModelStage): Queue {
  return (jobs.find((one) => one.further === further) ?? jobs[0]).guarded.queue;
}
