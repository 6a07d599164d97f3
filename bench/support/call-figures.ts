/** AWS calls of a burst, by service and action, without those of the client itself. */
import { type Figure, figure } from '../figures.ts';
import { type RecordedCall, recordCalls, recordedCalls } from './calls.ts';
import type { Running } from './stack.ts';
import { allEnded } from './workers.ts';

export type CallCounts = Record<string, number>;

const UPLOADS = 'transcription_upload/';

/** Counts what is called while `work` runs and until the workers have ended, so that their last looks count too. */
export async function countCalls(running: Running, work: () => Promise<unknown>): Promise<CallCounts> {
  const { endpoint_url } = running.outputs;
  await allEnded(running);
  await recordCalls(endpoint_url, true);
  await work();
  await allEnded(running);
  await recordCalls(endpoint_url, false);
  const counts: CallCounts = {};
  for (const call of (await recordedCalls(endpoint_url)).filter(isOurs)) {
    counts[nameOf(call)] = (counts[nameOf(call)] ?? 0) + 1;
  }
  return counts;
}

export function callFigures(counts: CallCounts, jobs: number): Figure[] {
  const perJob = (name: string, count: number) => figure(name, 'calls', [count / jobs]);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const byAction = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return [perJob('AWS calls per job', all), ...byAction.map(([name, count]) => perJob(`– ${name}`, count))];
}

const nameOf = ({ EventSource, EventName }: RecordedCall) => `${EventSource.split('.')[0]} ${EventName}`;

/** The client's upload is its own, as it would be with any service. */
function isOurs({ EventName, Resources }: RecordedCall): boolean {
  return !(EventName === 'PutObject' && Resources.some(({ ResourceName }) => ResourceName.startsWith(UPLOADS)));
}
