import { type JoinSocket, joinSocket } from '../../core/live/join.ts';
import { sendEvents, tellChange } from '../../core/live/send.ts';
import type { Changes } from './stream-records.ts';

/** Never throws. All at once but for the events of one channel, and the changes of one job, which keep their order. */
export async function fanOut(deps: JoinSocket, { jobs, events, connections }: Changes): Promise<void> {
  await Promise.all([
    tellChanges(deps, jobs),
    ...[...events].map(([channel, those]) => sendEvents(deps, channel, those)),
    ...connections.map((connection) => joinSocket(deps, connection)),
  ]);
}

async function tellChanges(deps: JoinSocket, jobs: Changes['jobs']): Promise<void> {
  for (const { before, job } of jobs) await tellChange(deps, before, job);
}
