/** Worlds in which jobs wait for workers. */
import type { JobRow } from '../../core/contracts/job-row.ts';
import type { FleetSettings } from '../../core/contracts/settings.ts';
import { acceptUpload } from '../../core/intake/accept-upload.ts';
import { type Answer, MemoryCompute } from './memory/compute.ts';
import { givenUpload, makeWorld, type World, workerOn } from './world.ts';

export const NO_CAPACITY = [{ code: 'InsufficientInstanceCapacity', message: 'none' }];
export const QUOTA = [{ code: 'VcpuLimitExceeded', message: 'no more' }];

/** @param always how EC2 answers every launch; it grants what it is asked for if this is left out */
export async function givenWaitingJobs(
  count: number,
  fleet: Partial<FleetSettings> = {},
  always?: Answer,
): Promise<World> {
  const world = makeWorld();
  Object.assign(world.fleet, fleet);
  if (always) world.compute = new MemoryCompute(world.clock, () => always);
  for (let n = 0; n < count; n += 1) await givenWaitingJob(world, n);
  return world;
}

export async function givenWaitingJob(world: World, n: number): Promise<string> {
  const accepted = await acceptUpload(workerOn(world), givenUpload(world, `${n}.mp3`));
  if (accepted.kind !== 'queued') throw new Error(`the upload was ${accepted.kind}`);
  return accepted.job_id;
}

export function jobsOf(world: World): JobRow[] {
  return world.table.rows().filter((row) => row.kind === 'job');
}

export function workersOf(world: World) {
  return world.table.rows().filter((row) => row.kind === 'worker');
}
