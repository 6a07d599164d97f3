/** Short files that one worker has at once. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { itWith } from '../support/needs.ts';
import { endedJob, fixture, job, LIMIT, objectText, stack, uniqueName, upload } from './support/client.ts';
import { noWorkerRuns, withReconcile } from './support/faults.ts';
import { signalEngineOf } from './support/machines.ts';

const CLIPS = ['en-short.wav', 'sv-telephone.wav', 'sv-short.m4a', 'en-stereo.flac'];
/** Above it the model draws lots. */
const METADATA = { temperature: '0' };

const controls = controlsOf(stack);
const texts: string[] = [];
beforeAll(async () => {
  for (const clip of CLIPS) texts.push(await textOf(await endedJob(await uploaded(clip))));
}, 2 * LIMIT.limitMs);
afterEach(() => controls.clearFaults());

describe('short files that wait together', { timeout: 2 * LIMIT.limitMs }, () => {
  it('are heard side by side by one worker, each as if it were alone', async () => {
    const ids = await givenWaiting();
    const ended = await Promise.all(ids.map((id) => endedJob(id)));
    expect(ended.map(({ status, attempt, crashes }) => [status, attempt, crashes])).toEqual(ids.map(() => CLEAN));
    expect(new Set(ended.map(({ instance_id }) => instance_id)).size).toBe(1);
    expect(Math.max(...ended.map((one) => besides(one, ended)))).toBeGreaterThan(0);
    expect(await Promise.all(ended.map(textOf))).toEqual(texts);
  });

  itWith('Linux')('survive the end of the engine that they share, and none is blamed for it', async () => {
    const ids = await givenWaiting();
    const several = async () => {
      const rows = await Promise.all(ids.map((id) => job(id)));
      const working = rows.filter((row) => row?.status === 'processing');
      return working.length > 1 ? working[0]?.instance_id : undefined;
    };
    await signalEngineOf(await waitFor('several at work', several, LIMIT), 'SIGKILL');
    const ended = await Promise.all(ids.map((id) => endedJob(id)));
    expect(ended.map(({ status, crashes }) => [status, crashes])).toEqual(ids.map(() => ['completed', 0]));
    expect(await Promise.all(ended.map(textOf))).toEqual(texts);
  });
});

const CLEAN = ['completed', 1, 0];

/** They are queued before there is a machine. */
async function givenWaiting(): Promise<string[]> {
  await noWorkerRuns();
  await controls.injectFault({ code: 'InsufficientInstanceCapacity', times: 1_000 });
  const ids = await Promise.all(CLIPS.map(uploaded));
  const allQueued = async () => (await Promise.all(ids.map((id) => job(id)))).every((row) => row?.queued_at);
  await waitFor('all in the queue', async () => (await allQueued()) || undefined, LIMIT);
  await controls.clearFaults();
  const isOneUp = async () => (await controls.instances()).some(({ state }) => state === 'running') || undefined;
  await withReconcile('a worker', isOneUp);
  return ids;
}

async function uploaded(clip: string): Promise<string> {
  return (await upload(`transcription_upload/${uniqueName(clip)}`, fixture(clip), METADATA)).derivedId;
}

/** How many others were at work when it began. */
function besides(one: JobRow, all: readonly JobRow[]): number {
  const at = one.started_at ?? '';
  return all.filter((other) => other !== one && (other.started_at ?? '') <= at && (other.finished_at ?? '') > at)
    .length;
}

async function textOf({ results }: JobRow): Promise<string> {
  const { transcript } = JSON.parse(await objectText(results?.json ?? ''));
  return transcript.text;
}
