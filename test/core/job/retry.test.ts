import { describe, expect, it } from 'vitest';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { countEnded } from '../../../core/job/usage.ts';
import { purgeJob } from '../../../core/operate/purge-job.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { JobFailure } from '../../../core/shared/errors.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { makeJob } from '../../support/records.ts';
import {
  carryOn,
  givenQueuedJob,
  givenRegistration,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TENANT = 'default';
const retry = (world: World, job_id: string, body: unknown = {}, tenant = TENANT) =>
  retryOwnJob(world, { job_id, tenant }, body);

async function givenCancelled(): Promise<{ world: World; job_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  await cancelOwnJob(world, job_id, TENANT);
  await world.clock.until(workOnce(workerOn(world)));
  return { world, job_id };
}

describe('a retry', () => {
  it('is a job of its own, of the same file and callback, with other options where they are given', async () => {
    const world = makeWorld();
    const { job_id, s3_key } = await givenQueuedJob(world);
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'it is damaged') });
    await world.clock.until(workOnce(workerOn(world)));
    const again = await retry(world, job_id, { language: 'sv' });
    await reconcile(workerOn(world));
    expect(await world.compute.list()).toHaveLength(1);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'failed' });
    expect(await getJob(world, again, TENANT)).toMatchObject({
      status: 'completed',
      retry_of: job_id,
      file: { s3_key },
    });
    expect(world.engine.jobs.map((job) => job.options.language)).toEqual(['auto', 'sv']);
    const told = world.transport.posts.map(({ headers }) => headers['webhook-id']);
    expect(told).toEqual([`msg_${job_id}_failed`, `msg_${again}_completed`]);
  });

  it('beyond a limit of the key that asks is refused, and makes no job', async () => {
    const { world, job_id } = await givenCancelled();
    const limits = { usd_per_month: 1 };
    const key = { job_id: 'key#1', kind: 'key', tenant: TENANT, limits } as const;
    await world.table.write({ kind: 'put', row: key });
    const again = await retryOwnJob(world, { job_id, tenant: TENANT, key }, {});
    expect(await jobIn(world, again)).toMatchObject({ key: 'key#1', queued_at: expect.any(String) });
    await world.table.write(...countEnded(makeJob({ tenant: TENANT }), { micro_usd: 1e6 }, world.clock.now()));
    const asking = { job_id, tenant: TENANT, key };
    await expect(retryOwnJob(world, asking, { language: 'sv' })).rejects.toMatchObject({ status: 429 });
    expect(world.table.rows().filter((row) => row.kind === 'job')).toHaveLength(2);
  });

  it('that is asked for again is the same, and with other options another', async () => {
    const { world, job_id } = await givenCancelled();
    const ids = await Promise.all(
      [{}, {}, { beam_size: 3, language: 'sv' }, { language: 'sv', beam_size: 3 }].map((body) =>
        retry(world, job_id, body),
      ),
    );
    expect([ids[0] === ids[1], ids[2] === ids[3], new Set(ids).size]).toEqual([true, true, 2]);
    await carryOn(world);
    expect(world.engine.jobs.map((job) => job.job_id).sort()).toEqual([...new Set(ids)].sort());
  });

  it.each(FAULTS.flatMap((kind) => ['table.get', 'table.write', 'jobs.send'].map((call) => ({ kind, call }))))(
    'is not lost and not doubled when its process $kind $call, and is asked for again',
    async (fault) => {
      const { world, job_id } = await givenCancelled();
      const process = new FaultyProcess(fault);
      void retryOwnJob(process.wrap({ ...world }), { job_id, tenant: TENANT }, {}).catch(() => undefined);
      await world.clock.advance(1);
      const again = await retry(world, job_id);
      process.resume();
      await carryOn(world);
      expect(await jobIn(world, again)).toMatchObject({ status: 'completed', attempt: 1 });
      expect(world.jobs.bodies()).toEqual([]);
    },
  );

  it('keeps the file when the job that it is a retry of is removed, until it is removed too', async () => {
    const { world, job_id } = await givenCancelled();
    const again = await retry(world, job_id);
    const { s3_key = '' } = await jobIn(world, again);
    await world.clock.until(purgeJob(world, job_id, { cancel: false, every_version: false }));
    expect(world.objects.keys()).toContain(s3_key);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, again)).toMatchObject({ status: 'completed' });
    await world.clock.until(purgeJob(world, again, { cancel: false, every_version: false }));
    expect(world.objects.keys()).toEqual([]);
  });
});

describe('no retry is there', () => {
  it('for a job that is not over, or is completed', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    const refused = (status: string) => ({
      status: 409,
      code: 'not_retriable',
      message: expect.stringContaining(status),
    });
    await expect(retry(world, job_id)).rejects.toMatchObject(refused('launching'));
    await world.clock.until(workOnce(workerOn(world)));
    await expect(retry(world, job_id)).rejects.toMatchObject(refused('completed'));
  });

  it('for a job without a file, or with one that no try can hear', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    await cancelOwnJob(world, callbackId, TENANT);
    await expect(retry(world, callbackId)).rejects.toMatchObject({ status: 409, code: 'not_retriable' });
    const { job_id } = await givenQueuedJob(world);
    const error = { code: 'empty_file', message: 'the file has 0 bytes', retriable: false };
    await world.table.write({ kind: 'update', key: job_id, when: [], set: { status: 'failed', error } });
    await expect(retry(world, job_id)).rejects.toMatchObject({ message: expect.stringContaining('0 bytes') });
  });

  it('for the job of another, or with what the model cannot do', async () => {
    const { world, job_id } = await givenCancelled();
    await expect(retry(world, job_id, {}, 'tenant-2')).rejects.toMatchObject({ status: 404 });
    await expect(retry(world, job_id, { task: 'translate' })).rejects.toMatchObject({
      status: 400,
      code: 'unsupported_option',
    });
    await expect(retry(world, job_id, { callback_url: 'https://a.se' })).rejects.toMatchObject({ status: 400 });
  });
});
