/** Machines that are not to be had, messages and events that are lost: each ends in a transcript, delivered once. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { LEASE_SECONDS } from '../../core/job/job-writes.ts';
import { secondsBetween } from '../../core/shared/time.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import {
  call,
  endedJob,
  fixture,
  job,
  jobsOfKeys,
  LIMIT,
  register,
  repeatEvent,
  settledDelivery,
  stack,
  table,
  upload,
} from './support/client.ts';
import { noWorkerRuns, purgeJobs, withoutNotifications, withReconcile } from './support/faults.ts';
import { machineOf } from './support/machines.ts';

const SPEECH = fixture('en-short.wav');
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const controls = controlsOf(stack);

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());
beforeEach(noWorkerRuns);
afterEach(() => controls.clearFaults());

const ended = async (jobId: string) => {
  const row = await job(jobId);
  return row?.status === 'completed' || row?.status === 'failed' ? row : undefined;
};

async function expectOneTranscript(jobId: string): Promise<void> {
  expect(await job(jobId)).toMatchObject({ status: 'completed' });
  expect((await settledDelivery(`msg_${jobId}_completed`)).status).toBe('delivered');
  const received = receiver.received.filter((one) => contentOf<{ job_id: string }>(one).job_id === jobId);
  expect(received).toHaveLength(1);
}

describe('EC2, for a while,', () => {
  it.each([
    ['has no capacity', [{ code: 'InsufficientInstanceCapacity', times: 4 }], ['InsufficientInstanceCapacity']],
    ['throttles', [{ code: 'RequestLimitExceeded', times: 4 }], ['RequestLimitExceeded']],
    [
      'has quotas of 0',
      [
        { code: 'MaxSpotInstanceCountExceeded', market: 'spot' as const, times: 2 },
        { code: 'VcpuLimitExceeded', market: 'on-demand' as const, times: 2 },
      ],
      ['MaxSpotInstanceCountExceeded', 'VcpuLimitExceeded'],
    ],
  ])('%s: the job waits, says so, and is done when there is a machine', async (_what, faults, codes) => {
    for (const fault of faults) await controls.injectFault(fault);
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/talk.wav`, SPEECH);
    const told = await waitFor('word of what was tried', async () => (await job(callbackId))?.capacity, LIMIT);
    expect(told.slice(0, 2)).toMatchObject([
      { market: 'spot', asked: 1, granted: 0, errors: [codes.at(0)] },
      { market: 'on-demand', asked: 1, granted: 0, errors: [codes.at(-1)] },
    ]);
    expect((await call('GET', `/api/jobs/${callbackId}`)).body).toMatchObject({ status: 'launching', capacity: told });
    await withReconcile('the end of the job', () => ended(callbackId));
    await expectOneTranscript(callbackId);
  });

  it('has no spot capacity: the worker comes on demand, at once', async () => {
    await controls.injectFault({ code: 'MaxSpotInstanceCountExceeded', market: 'spot', times: 5 });
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/talk.wav`, SPEECH);
    expect(await endedJob(callbackId)).toMatchObject({ status: 'completed', attempts: [{ market: 'on-demand' }] });
    await expectOneTranscript(callbackId);
  });
});

describe('a machine that is gone in the middle of a job', () => {
  it('is replaced at once, not when its lease is over', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/medium.mp3`, fixture('en-medium.mp3'));
    const held = await waitFor(
      'a worker at work',
      async () => {
        const row = await job(callbackId);
        // Not its progress: a fast machine is done when the first is written.
        return row?.status === 'processing' ? row : undefined;
      },
      LIMIT,
    );
    process.kill((await machineOf(held.instance_id)).pid, 'SIGKILL');
    const { attempts } = await endedJob(callbackId);
    expect(attempts).toMatchObject([{ outcome: 'lost' }, { outcome: 'completed' }]);
    const [first, second] = attempts;
    const seconds = secondsBetween(first?.ended_at ?? '', second?.started_at ?? '');
    expect(seconds).toBeLessThan(LEASE_SECONDS / 4);
    expect(secondsBetween(first?.ended_at ?? '', held.lease_until ?? '')).toBeGreaterThan(0);
    await expectOneTranscript(callbackId);
  });
});

describe('a job whose message is gone', () => {
  it('gets another, though the whole queue was purged', async () => {
    // Given a job that waits, as there is no machine for it
    await controls.injectFault({ code: 'InsufficientInstanceCapacity', times: 1_000 });
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/talk.wav`, SPEECH);
    await waitFor('a queued job', async () => (await job(callbackId))?.queued_at, LIMIT);
    // When its message is purged, and the time has come to look after it
    await purgeJobs();
    const set = { queued_at: HOUR_AGO, due_at: HOUR_AGO };
    await table.write({ kind: 'update', key: callbackId, when: [], set });
    await controls.clearFaults();
    // Then
    await withReconcile('the end of the job', () => ended(callbackId));
    await expectOneTranscript(callbackId);
  });
});

describe('an upload whose event is lost', () => {
  it('is found in the bucket, becomes the job that the event would have made, and a late event changes nothing', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const files = await withoutNotifications(async () => [
      await upload(`transcription_upload/${callbackId}/first å+b.wav`, SPEECH),
      await upload(`transcription_upload/nobody-${callbackId}.wav`, SPEECH),
    ]);
    expect(await job(callbackId)).toMatchObject({ status: 'registered' });
    await withReconcile('the end of the job', () => ended(callbackId));
    await withReconcile('the end of the job without a callback', () => ended(files[1]?.derivedId ?? ''));
    for (const file of files) await repeatEvent(file);
    await expectOneTranscript(callbackId);
    const jobs = await jobsOfKeys(files.map((file) => file.key));
    expect(jobs.map((one) => one.job_id).sort()).toEqual([callbackId, files[1]?.derivedId].sort());
  });

  it('is one job for each version of a key, whichever event comes first and how often', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const key = `transcription_upload/${callbackId}/talk.wav`;
    const [older, newer] = await withoutNotifications(async () => [
      await upload(key, SPEECH),
      await upload(key, SPEECH),
    ]);
    if (!older || !newer) throw new Error('two uploads were made');
    for (const file of [newer, older, newer, older]) await repeatEvent(file);
    await withReconcile('two jobs that ended', async () => {
      const jobs = await jobsOfKeys([key]);
      return jobs.length === 2 && jobs.every((one) => one.status === 'completed') ? jobs : undefined;
    });
    await withReconcile('nothing more', async () => true);
    const jobs = await jobsOfKeys([key]);
    expect(jobs.map((one) => one.s3_version_id).sort()).toEqual([older.versionId, newer.versionId].sort());
    expect(jobs.filter((one) => one.job_id === callbackId)).toHaveLength(1);
    for (const { job_id } of jobs) await expectOneTranscript(job_id);
  });
});
