/** Jobs that a worker takes, and what came of them and of it. */
import type { WorkerRow } from '../../../core/contracts/fleet-rows.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { givenUpload, jobIn, type World, workerOn } from '../../support/world.ts';

/** @param n its number, which is its name; @param body what the file holds */
export async function givenJob(world: World, n = 1, body = 'short'): Promise<string> {
  const accepted = await acceptUpload(workerOn(world), givenUpload(world, `${n}.mp3`, { body }));
  if (accepted.kind !== 'queued') throw new Error(`the upload was ${accepted.kind}`);
  return accepted.job_id;
}

export function statusesOf(world: World, ids: readonly string[]): Promise<string[]> {
  return Promise.all(ids.map(async (id) => (await jobIn(world, id)).status));
}

export async function workerRow(world: World): Promise<WorkerRow> {
  return (await world.table.get('worker#i-worker')) as WorkerRow;
}

export async function usageOf(world: World, job_id: string) {
  const key = world.objects.keys().find((one) => one.startsWith(`results/${job_id}/`) && one.endsWith('.json'));
  return JSON.parse((await world.objects.getText(key ?? '')) ?? '').usage;
}
