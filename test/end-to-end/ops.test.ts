import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashId } from '../../adapters/system.ts';
import { PurgeReport } from '../../bin/ops/purge.ts';
import { RedeliverReport } from '../../bin/ops/redeliver.ts';
import { RedriveReport } from '../../bin/ops/redrive.ts';
import { RequeueReport } from '../../bin/ops/requeue.ts';
import { SweepReport } from '../../bin/ops/sweep.ts';
import { WorkersReport } from '../../bin/ops/workers.ts';
import { controlsOf } from '../../local/controls.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { canHold } from '../support/long-work.ts';
import {
  call,
  endedJob,
  eventOf,
  fixture,
  job,
  jobsOfKeys,
  LIMIT,
  register,
  repeatEvent,
  resultKeys,
  settledDelivery,
  stack,
  table,
  type UploadedFile,
  uniqueName,
  upload,
} from './support/client.ts';
import { runReconcile } from './support/faults.ts';
import { signalEngineOf } from './support/machines.ts';
import {
  copyOntoItself,
  endedInTime,
  erase,
  givenStuckJob,
  ops,
  opsJson,
  setAside,
  typedOps,
  upkeep,
  versionsUnder,
  waitingIn,
} from './support/ops.ts';

const SPEECH = fixture('en-short.wav');
const LONGER_SPEECH = fixture('en-medium.mp3');
/** Of longer speech: two workers are at it until one of them is ended, on machines of many cores as well. */
const JOBS_OF_TWO_WORKERS = Math.min(12, 3 * Math.max(2, availableParallelism()));
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
let receiver: WebhookReceiver;
/** Made before all tests: a purge waits for a minute after a job's end, which passes meanwhile. */
let twoJobs: { callbackId: string; key: string; uploads: UploadedFile[] };
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
  const callbackId = await register({ callback_url: receiver.url, callback_secret: 'a secret' });
  const key = `transcription_upload/${callbackId}/åäö same.wav`;
  twoJobs = { callbackId, key, uploads: [await upload(key, SPEECH), await upload(key, SPEECH)] };
});
afterAll(() => receiver.goDown());

describe('workers and sweep', () => {
  it('end a worker whose row was deleted, and its jobs come to their end all the same', async () => {
    const callbackId = await register({ callback_url: receiver.url });
    const { keys, worker } = await givenWorkersAtWork(`${callbackId}/`);
    expect((await ops('workers')).stdout).toMatch(/^stage local, this machine\n\nINSTANCE +TYPE +MARKET +MODEL +STATE/);
    // When one loses its row
    await upkeep.remove(`worker#${worker.instance_id}`);
    const planned = await opsJson(SweepReport, 'sweep', '--older-than', '0');
    expect(planned).toMatchObject({ applied: false, instances: [{ instance_id: worker.instance_id }] });
    expect(await runningInstances()).toContain(worker.instance_id);
    const swept = await opsJson(SweepReport, 'sweep', '--older-than', '0', '--yes');
    // Then it is ended, and nothing else is
    expect(swept).toMatchObject({ applied: true, instances: [{ because: 'no row accounts for it' }], exitCode: 0 });
    await expect.poll(runningInstances, { timeout: 40_000 }).not.toContain(worker.instance_id);
    // And what it worked on goes to another, as EC2 tells of its end
    await allCompleted(keys);
    const webhooks = () =>
      receiver.received
        .map((one) => contentOf<{ callback_id: string; job_id: string }>(one))
        .filter((one) => one.callback_id === callbackId)
        .map((one) => one.job_id);
    await expect.poll(() => new Set(webhooks()).size, { timeout: LIMIT.limitMs }).toBe(JOBS_OF_TWO_WORKERS);
    expect(webhooks()).toHaveLength(JOBS_OF_TWO_WORKERS);
  });

  it('end every instance with --all', async () => {
    const { keys, worker } = await givenWorkersAtWork(uniqueName('all-'));
    const { instances, exitCode } = await opsJson(SweepReport, 'sweep', '--all', '--apply');
    const ended = instances.map((one) => one.instance_id);
    expect([ended, exitCode]).toEqual([expect.arrayContaining([worker.instance_id]), 0]);
    await expect.poll(runningInstances, { timeout: 40_000 }).not.toEqual(expect.arrayContaining(ended));
    await runReconcile();
    await allCompleted(keys);
  });

  const givenWorkersAtWork = async (folder: string) => {
    const keys = Array.from(
      { length: JOBS_OF_TWO_WORKERS },
      (_, index) => `transcription_upload/${folder}${index}.mp3`,
    );
    await Promise.all(keys.map((key) => upload(key, LONGER_SPEECH)));
    const busyWorker = async () => {
      const { workers } = await opsJson(WorkersReport, 'workers');
      return workers.find(({ state, seen }) => state === 'busy' && seen === 'both');
    };
    const worker = await waitFor('a worker at work', busyWorker, LIMIT);
    // A quick one would be through before the commands are.
    if (canHold) await signalEngineOf(worker.instance_id, 'SIGSTOP');
    return { keys, worker };
  };
  const allCompleted = (keys: string[]) => {
    const completed = async () => (await jobsOfKeys(keys)).filter(({ status }) => status === 'completed').length;
    return expect.poll(completed, { timeout: 150_000, interval: 500 }).toBe(keys.length);
  };
  const runningInstances = async () => {
    const instances = await controlsOf(stack).instances();
    return instances.filter(({ state }) => state === 'running').map(({ instanceId }) => instanceId);
  };
});

describe('redrive', () => {
  it('brings a dead letter back to a transcript, drops what is over and leaves what is not ours', async () => {
    // Given dead letters of a waiting job, of an unknown one, and nonsense
    const jobId = await givenStuckJob();
    const message = (job_id: string) => JSON.stringify({ job_id, s3_input: 's3://b/in', s3_output: 's3://b/out' });
    for (const body of [message(jobId), message('unknown'), 'nonsense']) await setAside('jobs', body);
    // When they are looked at, twice
    for (let look = 0; look < 2; look += 1) {
      const { messages, applied } = await opsJson(RedriveReport, 'redrive');
      expect([applied, messages.length]).toEqual([false, 3]);
      expect(messages).toContainEqual(expect.objectContaining({ queue: 'jobs', about: `job ${jobId}`, fate: 'back' }));
    }
    expect(await job(jobId)).toMatchObject({ status: 'launching', attempt: 0 });
    // When they are redriven
    const { messages, exitCode } = await opsJson(RedriveReport, 'redrive', 'jobs', '--yes');
    expect([messages.map(({ fate }) => fate).sort(), exitCode]).toEqual([['back', 'drop', 'stay'], 0]);
    // Then the job is transcribed, once reconcile looks after it, and only the nonsense is left
    await table.write({ kind: 'update', key: jobId, when: [], set: { due_at: HOUR_AGO } });
    expect(await endedInTime(jobId)).toMatchObject({ status: 'completed' });
    expect(await opsJson(RedriveReport, 'redrive')).toMatchObject({
      messages: [{ about: 'nonsense', fate: 'stay' }],
    });
  });

  it('makes the job of a file whose event was set aside', async () => {
    // Given a file of which nobody was told
    const file = await upload(`transcription_upload/${uniqueName('talk.wav')}`, SPEECH);
    await endedJob(file.derivedId);
    await upkeep.remove(file.derivedId);
    await setAside('uploads', eventOf(file));
    // When its event is redriven
    const planned = await opsJson(RedriveReport, 'redrive', 'uploads');
    expect(planned.messages).toMatchObject([{ queue: 'uploads', about: file.key, fate: 'back' }]);
    expect((await opsJson(RedriveReport, 'redrive', 'uploads', '--yes')).messages).toHaveLength(1);
    // Then it has its job
    expect((await endedJob(file.derivedId)).status).toBe('completed');
    expect((await opsJson(RedriveReport, 'redrive', 'uploads')).messages).toEqual([]);
  });
});

describe('redeliver', () => {
  it('sends a webhook again that its receiver had refused for good, under the same id', async () => {
    // Given a receiver that says it is gone
    const gone = await WebhookReceiver.start();
    gone.behave({ status: 410 });
    const callbackId = await register({ callback_url: gone.url });
    await upload(`transcription_upload/${callbackId}/talk.wav`, SPEECH);
    const id = `msg_${callbackId}_completed`;
    expect((await settledDelivery(id)).status).toBe('failed');
    gone.behave();
    // When it is back, and the webhook is looked at by its job, by its id and by its time
    for (const words of [[callbackId], [id], ['--failed-since', '1h']]) {
      const planned = await opsJson(RedeliverReport, 'redeliver', ...words);
      expect(planned).toMatchObject({
        applied: false,
        webhooks: [{ id, redeliver: true, status: 'failed', attempts: 1 }],
      });
    }
    const sent = gone.received.length;
    const { stdout, exitCode } = await ops('redeliver', callbackId, '--yes');
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/sent again .*its registration is sent to again/)]);
    // Then it gets the same webhook once more
    const again = await settledDelivery(id);
    expect([again.status, gone.received.length]).toEqual(['delivered', sent + 1]);
    expect(gone.received.at(-1)?.headers['webhook-id']).toBe(id);
    expect(gone.received.at(-1)?.body.equals(gone.received[0]?.body ?? Buffer.alloc(0))).toBe(true);
    await gone.goDown();
  });

  it('refuses what is not there', async () => {
    expect(await opsJson(RedeliverReport, 'redeliver', 'nothing')).toMatchObject({
      webhooks: [{ id: 'nothing', redeliver: false, because: expect.stringContaining('no such webhook') }],
      exitCode: 1,
    });
    expect(await ops('redeliver')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('expected ids') });
    expect(await ops('redeliver', '--failed-since', 'soon')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('Expected a time such as'),
    });
  });
});

describe('requeue', () => {
  it('brings a job without a message to its end', async () => {
    const jobId = await givenStuckJob();
    const planned = await opsJson(RequeueReport, 'requeue', jobId);
    expect(planned).toMatchObject({ applied: false, jobs: [{ job_id: jobId, status: 'launching', requeue: true }] });
    expect(await job(jobId)).not.toHaveProperty('queued_at');
    expect(await opsJson(RequeueReport, 'requeue', jobId, '--yes')).toMatchObject({ applied: true, exitCode: 0 });
    expect((await endedInTime(jobId)).status).toBe('completed');
    expect(await opsJson(RequeueReport, 'requeue', jobId)).toMatchObject({
      jobs: [{ requeue: false, because: expect.stringContaining('redeliver') }],
      exitCode: 1,
    });
    expect((await ops('requeue')).stdout).toContain('no job is stuck');
  });

  it('refuses a failed job and shows how its file becomes a new one', async () => {
    const key = `transcription_upload/${uniqueName('två ord.wav')}`;
    const failed = await upload(key, SPEECH, { language: 'de' });
    await endedJob(failed.derivedId);
    const { jobs } = await opsJson(RequeueReport, 'requeue', failed.derivedId, '--yes');
    const [line] = jobs;
    expect(line).toMatchObject({
      status: 'failed',
      requeue: false,
      because: expect.stringContaining('failed is final'),
    });
    const words = (line?.instead ?? '').split(/ (?=--)/).slice(1);
    const versionId = await copyOntoItself(Object.fromEntries(words.map((word) => wordsOf(word))));
    const copy = hashId(JSON.stringify([stack.bucket, key, versionId]));
    // The same options, so the same failure
    expect(await endedJob(copy)).toMatchObject({ status: 'failed', error: { code: 'unsupported_option' } });
  });

  const wordsOf = (word: string) => {
    const [name = '', value = ''] = word.split(/ (.*)/s);
    return [name.slice(2), value.replaceAll("'", '')] as const;
  };
});

describe('purge', () => {
  it('leaves no version of a completed job behind, and those of others alone', async () => {
    // Given two jobs of one key and one callback, a marker above, and results written more than once
    const { callbackId, key, uploads } = twoJobs;
    await endedJob(callbackId);
    const derived = await Promise.all(uploads.map(({ derivedId }) => job(derivedId)));
    const jobs = [callbackId, ...derived.flatMap((row) => (row ? [row.job_id] : []))];
    expect(jobs).toHaveLength(2);
    for (const jobId of jobs) await resultKeys(jobId);
    await erase(key);
    for (const result of await resultKeys(callbackId)) await erase(result);
    // When the first is looked at, and purged
    const [jobId = '', otherId = ''] = jobs;
    const planned = await opsJson(PurgeReport, 'purge', jobId);
    expect(planned).toMatchObject({ applied: false, status: 'completed', refused: null, exitCode: 0 });
    expect(planned.rows).toEqual([`delivery#msg_${jobId}_completed`, jobId]);
    expect((await job(jobId))?.purged_at).toBeUndefined();
    expect(await opsJson(PurgeReport, 'purge', jobId, '--yes')).toMatchObject({ applied: true, exitCode: 0 });
    // Then nothing is left of it but what is the other's
    expect(await versionsOfJob(jobId)).toEqual([]);
    expect(await versionsUnder(key)).toHaveLength(2);
    expect((await call('GET', `/api/jobs/${jobId}`)).status).toBe(404);
    expect((await call('GET', `/api/jobs/${jobId}/transcript`)).status).toBe(404);
    expect((await call('GET', `/api/jobs/${otherId}/transcript`)).status).toBe(302);
    expect(await table.get(`registration#${callbackId}`)).toBeDefined();
    // And with the other goes all the rest
    const last = await opsJson(PurgeReport, 'purge', otherId, '--yes');
    expect(last.rows).toContain(`registration#${callbackId}`);
    expect([...(await versionsOfJob(otherId)), ...(await versionsUnder(key))]).toEqual([]);
    expect(await table.getMany([callbackId, `registration#${callbackId}`])).toEqual([]);
    // But a note for each, which holds off its event
    const notes = await table.getMany(uploads.map(({ derivedId }) => derivedId));
    expect(notes.map(({ kind }) => kind)).toEqual(['purged', 'purged']);
    for (const one of uploads) await repeatEvent(one);
    await expect.poll(() => waitingIn(stack.uploads_queue_url), { timeout: LIMIT.limitMs }).toBe(0);
    expect(await opsJson(PurgeReport, 'purge', otherId, '--yes')).toMatchObject({ exitCode: 1, applied: false });
    expect(await jobsOfKeys([key])).toEqual([]);
  });

  it('refuses a job that is alive until it is told to cancel it', async () => {
    const jobId = await givenStuckJob();
    const refused = await ops('purge', jobId, '--yes');
    expect(refused).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('end it with --cancel') });
    expect(await job(jobId)).toMatchObject({ status: 'launching' });
    const { s3_key = '' } = (await job(jobId)) ?? {};
    expect(await opsJson(PurgeReport, 'purge', jobId, '--cancel', '--yes')).toMatchObject({ exitCode: 0 });
    expect([await job(jobId), await versionsUnder(s3_key)]).toEqual([undefined, []]);
  });

  const versionsOfJob = async (jobId: string) =>
    (
      await Promise.all(
        ['results/', 'deliveries/msg_', 'checkpoints/'].map((prefix) => versionsUnder(`${prefix}${jobId}`)),
      )
    ).flat();
});

it('says what is wrong with a command line, and changes nothing', async () => {
  expect(await typedOps('sweap')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("unknown command 'sweap'"),
  });
  expect(await ops('purge')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("missing required argument 'job-id'"),
  });
  expect(await ops('redrive', 'job')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('Allowed choices are uploads'),
  });
  expect(await ops('workers', '--stage', 'production')).toMatchObject({ exitCode: 2 });
});
