import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import type { StoredDocument } from '../../core/contracts/document.ts';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { LONG_CLIP_SECONDS } from '../support/long-work.ts';
import { itWith } from '../support/needs.ts';
import {
  endedJob,
  fixture,
  job,
  LIMIT,
  objectText,
  register,
  settledDelivery,
  stack,
  upload,
} from './support/client.ts';
import { jobAtWork, logLineOf, machineOf, signalEngineOf } from './support/machines.ts';

/** Above temperature 0 the model draws lots, and two runs differ without any interruption. */
const METADATA = { temperature: '0' };

const controls = controlsOf(stack);
const folder = mkdtempSync(join(tmpdir(), 'transcription-interruptions-'));
const longClip = join(folder, 'long.wav');
let receiver: WebhookReceiver;
/** Its worker was recommended to be replaced, so it was done in one go: what the others have to be like. */
let replaced: JobRow;
let next: JobRow;
let whole: StoredDocument;
beforeAll(async () => {
  writeLongClip(longClip, LONG_CLIP_SECONDS);
  receiver = await WebhookReceiver.start();
  const { job_id, instance_id = '' } = await givenJobAtWork(async (row) => {
    await controls.recommendRebalance(row.instance_id ?? '');
    await waitFor('the notice read', () => logLineOf(row.instance_id, 'EC2 recommends a rebalance'), LIMIT);
  });
  const { derivedId } = await upload('transcription_upload/next.wav', fixture('en-short.wav'));
  [replaced, next] = await Promise.all([endedJob(job_id, LIMIT), endedJob(derivedId, LIMIT)]);
  expect(replaced).toMatchObject({ status: 'completed', attempt: 1, instance_id });
  whole = await documentOf(replaced);
}, 2 * LIMIT.limitMs);
afterAll(async () => {
  await receiver.goDown();
  rmSync(folder, { recursive: true, force: true });
});

describe('a job whose worker is taken away in the middle of it', { timeout: 2 * LIMIT.limitMs }, () => {
  it('by spot goes on where it was on another instance, and ends as if nothing had happened', async () => {
    const { job_id, instance_id = '' } = await givenJobAtWork(async (row) => {
      const noticeAt = Date.now();
      await controls.interrupt(row.instance_id ?? '');
      const handedBack = async () => (await job(row.job_id))?.interruptions === 1 || undefined;
      await waitFor('the hand-back', handedBack, LIMIT);
      expect(Date.now() - noticeAt).toBeLessThan(5_000);
    });

    const ended = await endedJob(job_id, LIMIT);
    expect(ended).toMatchObject({ status: 'completed', interruptions: 1, crashes: 0 });
    expect(ended.attempts.map((attempt) => attempt.outcome)).toEqual(['interrupted', 'completed']);
    expect(ended.instance_id).not.toBe(instance_id);
    await expectWhole(ended);
    // One window of the model, if no more
    expect(await resumedFrom(ended)).toBeGreaterThan(20);
  });

  it('by a kill without notice is done by another, and delivered once', async () => {
    const { job_id, instance_id = '' } = await givenJobAtWork();
    process.kill((await machineOf(instance_id)).pid, 'SIGKILL');
    const ended = await endedJob(job_id, LIMIT);
    expect(ended).toMatchObject({ status: 'completed', interruptions: 0, crashes: 1 });
    expect(ended.attempts.map((attempt) => attempt.outcome)).toEqual(['lost', 'completed']);
    await expectWhole(ended);
  });

  itWith('Linux')('only in its engine is done by the same worker, from where the engine was', async () => {
    const { job_id, instance_id = '' } = await givenJobAtWork();
    await signalEngineOf(instance_id, 'SIGKILL');
    const ended = await endedJob(job_id, LIMIT);
    expect(ended).toMatchObject({ status: 'completed', attempt: 1, crashes: 0, instance_id });
    // Half as much is decoded at once after a crash, and word times are rounded within a batch.
    expect((await documentOf(ended)).transcript.text).toBe(whole.transcript.text);
    await expectOneDelivery(ended);
  });
});

it('a worker that EC2 recommends to replace finishes its job and takes no other', () => {
  expect(replaced).toMatchObject({ status: 'completed', attempt: 1 });
  expect(next).toMatchObject({ status: 'completed', attempt: 1 });
  expect(next.instance_id).not.toBe(replaced.instance_id);
});

/** A job with a callback that is some way into its file, and stays there until `act` is done. */
async function givenJobAtWork(act?: (row: JobRow) => Promise<unknown>): Promise<JobRow> {
  const callbackId = await register({ callback_url: receiver.url });
  await upload(`transcription_upload/${callbackId}/long.wav`, readFileSync(longClip), METADATA);
  return jobAtWork(callbackId, act);
}

async function expectWhole(ended: JobRow): Promise<void> {
  const { transcript, quality, language } = await documentOf(ended);
  expect({ transcript, quality, language }).toEqual({
    transcript: whole.transcript,
    quality: whole.quality,
    language: whole.language,
  });
  await expectOneDelivery(ended);
}

async function expectOneDelivery(ended: JobRow): Promise<void> {
  expect((await settledDelivery(`msg_${ended.job_id}_completed`)).attempts).toHaveLength(1);
  const webhooks = receiver.received.filter((one) => contentOf<{ job_id: string }>(one).job_id === ended.job_id);
  expect(webhooks).toHaveLength(1);
}

async function documentOf(ended: JobRow): Promise<StoredDocument> {
  return JSON.parse(await objectText(ended.results?.json ?? ''));
}

/** Seconds of the file that the log of the last worker says it went on from. */
async function resumedFrom({ job_id, instance_id = '' }: JobRow): Promise<number> {
  const resumed = await logLineOf(instance_id, 'job resumed from a checkpoint', job_id);
  return JSON.parse(resumed ?? '{}').seconds_done ?? 0;
}
