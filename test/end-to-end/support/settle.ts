/** What reconcile does, and an operator where production waits for a quarter of an hour, until every job has ended. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sqsQueue } from '../../../adapters/aws/sqs-queue.ts';
import { jobQueues } from '../../../adapters/job-queues.ts';
import { systemClock } from '../../../adapters/system.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { resumeLaunches } from '../../../core/fleet/resume-launches.ts';
import { planRequeue, requeueJob } from '../../../core/job/requeue.ts';
import type { ServedModels } from '../../../core/transcript/served-models.ts';
import { clients, jobsOfKeys, stack, table } from './client.ts';
import { runReconcile } from './faults.ts';

const ROUND_MS = 15_000;

const models = stack.models.map((name) => ({ name })) as unknown as ServedModels;
const jobs = jobQueues(stack.jobs_queue_url, models, (url) => sqsQueue(clients.sqs, url));
const operator = { table, jobs, models, clock: systemClock };

/** `ops resume`: three workers in a row that were ended before their first job halt the launches. */
export const resume = () => resumeLaunches(operator);

/** @returns the jobs of all these uploads, each over */
export async function settled(keys: readonly string[], limitMs: number): Promise<JobRow[]> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    await resume();
    await wakeResting(await jobsOfKeys(keys));
    const jobs = await endsWithin(keys, ROUND_MS);
    if (allOver(keys, jobs)) return jobs;
    if (performance.now() > deadline)
      throw new Error(`of ${keys.length} are left: ${JSON.stringify(jobs.filter((one) => !isOver(one)))}`);
  }
}

/** `ops requeue`: a job that was lost twice rests for 15 minutes. */
async function wakeResting(jobs: JobRow[]): Promise<void> {
  for (const { job_id } of jobs.filter(({ status, crashes }) => status === 'launching' && crashes > 0)) {
    const plan = await planRequeue(operator, job_id);
    if (plan.kind === 'requeue') await requeueJob(operator, plan);
  }
}

async function endsWithin(keys: readonly string[], ms: number): Promise<JobRow[]> {
  const deadline = performance.now() + ms;
  for (;;) {
    await runReconcile();
    const jobs = await jobsOfKeys(keys);
    if (allOver(keys, jobs) || performance.now() > deadline) return jobs;
    await sleep(1_000);
  }
}

const allOver = (keys: readonly string[], jobs: JobRow[]) => jobs.length >= keys.length && jobs.every(isOver);
const isOver = ({ status }: JobRow) => status === 'completed' || status === 'failed';
