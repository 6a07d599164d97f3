/** A client cancels a job that a worker is in the middle of: the work ends, and the worker is there for the next. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import type { JobRow } from '../../core/contracts/job-row.ts';
import { secondsBetween } from '../../core/shared/time.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  call,
  endedJob,
  fixture,
  job,
  keysUnder,
  LIMIT,
  register,
  settledDelivery,
  stack,
  upload,
} from './support/client.ts';
import { noWorkerRuns } from './support/faults.ts';
import { jobAtWork, logLineOf } from './support/machines.ts';

/** Some forty seconds of work for an engine on two cores: it is not over by itself when it is cancelled. */
const CLIP_SECONDS = 1200;
/** What the API promises. */
const PROMISED_SECONDS = 5;

const controls = controlsOf(stack);
const folder = mkdtempSync(join(tmpdir(), 'transcription-cancelling-'));
const longClip = join(folder, 'long.wav');
let receiver: WebhookReceiver;
beforeAll(async () => {
  writeLongClip(longClip, CLIP_SECONDS);
  receiver = await WebhookReceiver.start();
  await noWorkerRuns();
});
afterAll(async () => {
  await controls.clearFaults();
  await receiver.goDown();
  rmSync(folder, { recursive: true, force: true });
});

it('a job at work that is cancelled ends so, once and without a transcript, and its worker does the next', async () => {
  // Given a worker at work, the only one there can be, and another file that waits
  const { job_id, instance_id = '' } = await givenJobAtWork();
  await controls.injectFault({ code: 'InsufficientInstanceCapacity', times: 1_000 });
  const next = await upload(`transcription_upload/next-to-${job_id}.wav`, fixture('en-short.wav'));
  await waitFor('a queued job', async () => (await job(next.derivedId))?.queued_at, LIMIT);
  // When
  const { status, body } = await call('POST', `/api/v1/jobs/${job_id}/cancel`);
  // Then
  expect([status, body.status]).toEqual([200, 'cancelled']);
  expect(await endedJob(next.derivedId)).toMatchObject({ status: 'completed', instance_id });
  const cancelled = await job(job_id);
  expect(cancelled).toMatchObject({ status: 'cancelled', attempt: 1, error: { code: 'cancelled' } });
  const droppedAt = await loggedAt(instance_id, 'job dropped: it was cancelled', job_id);
  expect(secondsBetween(cancelled?.finished_at ?? '', droppedAt)).toBeLessThan(PROMISED_SECONDS);
  expect((await settledDelivery(`msg_${job_id}_cancelled`)).status).toBe('delivered');
  expect(webhooksOf(job_id)).toMatchObject([{ status: 'cancelled', transcript: null, error: { code: 'cancelled' } }]);
  expect(await keysUnder(`results/${job_id}/`)).toEqual([]);
});

/** Some way into its file, so that the cancel meets the engine. */
async function givenJobAtWork(): Promise<JobRow> {
  const callbackId = await register({ callback_url: receiver.url });
  await upload(`transcription_upload/${callbackId}/long.wav`, readFileSync(longClip));
  return jobAtWork(callbackId);
}

/** When the worker said so of that job. */
async function loggedAt(instanceId: string, message: string, jobId: string): Promise<string> {
  const line = await logLineOf(instanceId, message, jobId);
  return JSON.parse(line ?? '{}').timestamp ?? '';
}

function webhooksOf(jobId: string) {
  const contents = receiver.received.map((one) => contentOf<{ job_id: string; status: string }>(one));
  return contents.filter((content) => content.job_id === jobId);
}
