/** A stage of several models: which of them does a job. */
import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { requestJob } from '../../../core/intake/request-job.ts';
import { startUpload } from '../../../core/intake/start-upload.ts';
import { takeFile } from '../../../core/intake/take-file.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { planRequeue } from '../../../core/job/requeue.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { claimJob } from '../../../core/worker/claim.ts';
import { givenJobFor, OTHER, twoModels } from '../../support/two-models.ts';
import {
  DEMO,
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  jobIn,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const CALLER = { tenant: 'default', api_base: 'https://api.example/prod' };
const bodies = (world: World) => [world.jobs.bodies().length, world.jobs.of('other').bodies().length];

describe('a job', () => {
  it('waits in the queue of the model that it asks for, and its row says which', async () => {
    const world = twoModels();
    const job_id = await givenJobFor(world, 'other');
    expect(bodies(world)).toEqual([0, 1]);
    expect(await jobIn(world, job_id)).toMatchObject({ model: 'other', state: 'other' });
  });

  it('that asks for none waits for the default', async () => {
    const world = twoModels();
    const { job_id } = await givenQueuedJob(world);
    expect(bodies(world)).toEqual([1, 0]);
    expect(await jobIn(world, job_id)).toMatchObject({ model: 'demo' });
  });

  it('is done by the model that it asks for, and its result says so', async () => {
    const world = twoModels();
    const job_id = await givenJobFor(world, 'other');
    expect(await workOnce(workerOn(world, 'i-1'))).toBe(false);
    await world.clock.until(workOnce(workerOn(world, 'i-2', OTHER)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed', instance_id: 'i-2', model: 'other' });
    const key = world.objects.keys().find((name) => name.startsWith(`results/${job_id}/`) && name.endsWith('.json'));
    expect(JSON.parse((await world.objects.getText(key ?? '')) ?? '')).toMatchObject({ metadata: { model: 'other' } });
  });

  it('whose message was lost gets another in the same queue, whatever the other queue holds', async () => {
    const world = twoModels();
    for (const name of ['a', 'b', 'c']) await givenJobFor(world, 'demo', name);
    await givenJobFor(world, 'other');
    const queue = world.jobs.of('other');
    const message = await queue.receive({ wait_seconds: 0 });
    await queue.delete(message?.receipt ?? '');
    await world.clock.advance(901);
    await reconcile(workerOn(world));
    expect(bodies(world)).toEqual([3, 1]);
  });
});

describe('a job for a model that is served no more', () => {
  it('fails when its message is to be sent, and no other model does it', async () => {
    const world = twoModels();
    const job_id = await givenJobFor(world, 'other');
    world.models = [DEMO];
    await world.clock.advance(901);
    await reconcile(workerOn(world));
    expect(await jobIn(world, job_id)).toMatchObject({
      status: 'failed',
      error: { code: 'model_unavailable', retriable: false, message: expect.stringContaining('expected "demo"') },
    });
  });

  it('is not requeued by an operator', async () => {
    const world = twoModels();
    const job_id = await givenJobFor(world, 'other');
    world.models = [DEMO];
    const plan = await planRequeue(world, job_id);
    expect(plan).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('does not serve the model "other"'),
    });
  });

  it('is failed after a worker of another model had its message: the default was changed while it waited', async () => {
    const world = twoModels();
    const job_id = await givenJobFor(world, 'demo');
    world.models = [OTHER];
    const worker = { ...workerOn(world), model: OTHER };
    const message = await worker.jobs.receive({ wait_seconds: 0 });
    if (!message) throw new Error('the queue is empty');
    expect(await claimJob(worker, message)).toEqual({ kind: 'passed' });
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', attempt: 0 });
    await reconcile(worker);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed', error: { code: 'model_unavailable' } });
  });
});

it('a message that is in the queue of another model is sent to where it belongs', async () => {
  const world = twoModels();
  const job_id = await givenJobFor(world, 'demo');
  world.models = [OTHER, DEMO];
  const worker = { ...workerOn(world), model: OTHER };
  const message = await worker.jobs.receive({ wait_seconds: 0 });
  if (!message) throw new Error('the queue is empty');
  await claimJob(worker, message);
  await reconcile(worker);
  expect(await jobIn(world, job_id)).toMatchObject({ status: 'launching', model: 'demo', sequence: 1 });
});

describe('a model that is asked for', () => {
  const url = 'https://media.example/talk.mp3';
  const unknown = { status: 422, code: 'unsupported_option', errors: [{ pointer: '/model' }] };
  const file = { name: 'a.wav', content_type: 'audio/wav', bytes: new Uint8Array(4) };

  it.each<[string, (world: World, model: string) => Promise<unknown>]>([
    ['a job', (world, model) => requestJob(world, { url, model }, CALLER)],
    ['a callback', (world, model) => givenRegistration(world, { model })],
    ['an upload', (world, model) => startUpload(world, { file_name: 'a.wav', size_bytes: 4, model }, CALLER)],
    ['a file', (world, model) => takeFile(world, { fields: [['model', model]], file }, CALLER)],
  ])('in the request of %s, and is not served, is refused by its pointer with 422', async (_what, ask) => {
    await expect(ask(twoModels(), 'whisper-9')).rejects.toMatchObject(unknown);
    await expect(ask(twoModels(), 'other')).resolves.toBeDefined();
  });

  it('says what else can be asked for', async () => {
    const world = twoModels();
    await expect(
      requestJob(world, { url, model: 'other', language: 'de', task: 'translate' }, CALLER),
    ).resolves.toBeDefined();
    const beyond = requestJob(world, { url, language: 'de' }, CALLER);
    await expect(beyond).rejects.toMatchObject({ status: 400, errors: [{ pointer: '/language' }] });
  });

  it('by an upload in place of the one of its registration has to do what the registration asks for', async () => {
    const world = twoModels();
    const id = await givenRegistration(world, { model: 'other', task: 'translate' });
    const accept = (name: string, metadata: object) =>
      acceptUpload(workerOn(world), givenUpload(world, `${id}/${name}.mp3`, { metadata }));
    expect(await accept('german', { language: 'de' })).toMatchObject({ kind: 'queued' });
    expect(await accept('demo', { model: 'demo' })).toMatchObject({ kind: 'failed' });
    expect(await accept('both', { model: 'demo', task: 'transcribe' })).toMatchObject({ kind: 'queued' });
  });

  it('by a retry may be another, if it can do what the job asks for', async () => {
    const world = twoModels();
    const { job_id } = await givenQueuedJob(world);
    await cancelOwnJob(world, job_id, 'default');
    const retry = (body: object) => retryOwnJob(world, { job_id, tenant: 'default' }, body);
    await expect(retry({ model: 'whisper-9' })).rejects.toMatchObject(unknown);
    const again = await retry({ model: 'other', task: 'translate' });
    expect(await jobIn(world, again)).toMatchObject({ model: 'other', retry_of: job_id });
    await cancelOwnJob(world, again, 'default');
    const back = retryOwnJob(world, { job_id: again, tenant: 'default' }, { model: 'demo' });
    await expect(back).rejects.toMatchObject({ status: 400, errors: [{ pointer: '/task' }] });
  });
});
