import type { StageConfig } from '../stage-config.ts';
import type { StorageStack } from '../storage-stack.ts';
import type { GuardedQueue } from './guarded-queue.ts';
import type { JobQueues } from './job-queues.ts';
import type { LiveUpdates } from './live-updates.ts';
import type { WorkerFleet } from './worker-fleet.ts';

/** What the Lambdas work with; each takes from it what its role needs. */
export interface ServiceParts {
  readonly config: StageConfig;
  readonly storage: StorageStack;
  readonly jobs: JobQueues;
  readonly deliveries: GuardedQueue;
  readonly fleet: WorkerFleet;
  readonly live: LiveUpdates;
  /** Folder with one bundle per Lambda, made by `npm run build`. */
  readonly codeRoot: string;
}
