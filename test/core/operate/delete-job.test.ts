/** What a client deletes: gone for it at once, and from the bucket and the table when nobody writes to it any more. */
import { describe, expect, it } from 'vitest';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { getJob } from '../../../core/job/get.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { saveVersion } from '../../../core/job/save-version.ts';
import { deleteOwnJob } from '../../../core/operate/delete-job.ts';
import { JobFailure } from '../../../core/shared/errors.ts';
import { iso } from '../../../core/shared/time.ts';
import { reconcileOn } from '../../../lambdas/reconcile/reconcile-on.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { withMethod } from '../../support/with-method.ts';
import {
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TENANT = 'default';
const DELETING = { status: 'deleting' };
const NOT_FOUND = { status: 404, code: 'not_found' };
/** Of all but what lapses by itself, holds nothing of a job, or is many jobs'. */
const rowKeys = (world: World) =>
  world.table
    .rows()
    .flatMap((row) =>
      ['endpoint', 'purged', 'registration', 'usage', 'counters', 'figures', 'fleet', 'worker', 'sweep'].includes(
        row.kind,
      )
        ? []
        : [row.job_id],
    );

async function minutesPass(world: World, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await world.clock.advance(60);
    await world.clock.until(reconcileOn(workerOn(world), {}));
  }
}

async function givenCompletedJob(): Promise<{ world: World; job_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  await world.clock.until(workOnce(workerOn(world)));
  return { world, job_id };
}

describe('a deleted job', () => {
  it('is not found from then on, and all of it goes but its callback', async () => {
    const { world, job_id } = await givenCompletedJob();
    expect(await deleteOwnJob(world, job_id, TENANT)).toMatchObject(DELETING);
    await expect(getJob(world, job_id, TENANT)).rejects.toMatchObject(NOT_FOUND);
    await minutesPass(world, 3);
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
    expect(await world.table.get(`registration#${job_id}`)).toMatchObject({ kind: 'registration' });
    await expect(deleteOwnJob(world, job_id, TENANT)).rejects.toMatchObject(NOT_FOUND);
  });

  it('goes with the versions of its transcript, and with one that was being saved', async () => {
    const { world, job_id } = await givenCompletedJob();
    const save = (on: Pick<World, 'objects'>, based_on: number, text: string) =>
      saveVersion(
        { ...world, ...on },
        { job_id, tenant: TENANT, key: { job_id: 'key#1' } },
        { based_on, segments: [{ id: 0, text }] },
      );
    await save(world, 0, 'Hello.');
    await world.clock.advance(100);
    const put: World['objects']['put'] = async (...args) => {
      await world.clock.sleep(19_000);
      return world.objects.put(...args);
    };
    const slow = expect(save({ objects: withMethod(world.objects, 'put', put) }, 1, 'Hi.')).rejects.toMatchObject(
      NOT_FOUND,
    );
    await world.clock.advance(1);
    await deleteOwnJob(world, job_id, TENANT);
    await world.clock.advance(15);
    await world.clock.until(reconcileOn(workerOn(world), {}));
    await minutesPass(world, 2);
    await slow;
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
  });

  it('is not made anew by an event of its file that comes again', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    const event = givenUpload(world, `${callbackId}/talk.mp3`);
    await acceptUpload(workerOn(world), event);
    await world.clock.until(workOnce(workerOn(world)));
    await deleteOwnJob(world, callbackId, TENANT);
    await minutesPass(world, 3);
    expect(await acceptUpload(workerOn(world), event)).toEqual({ kind: 'ignored' });
    expect(rowKeys(world)).toEqual([]);
  });

  it('takes its file along whose event comes after that', async () => {
    const world = makeWorld();
    const callbackId = await givenRegistration(world);
    const event = givenUpload(world, `${callbackId}/talk.mp3`);
    await deleteOwnJob(world, callbackId, TENANT);
    await acceptUpload(workerOn(world), event);
    await minutesPass(world, 3);
    expect([rowKeys(world), world.objects.keys(), world.jobs.bodies()]).toEqual([[], [], []]);
  });

  it('that was asked for twice is removed once', async () => {
    const { world, job_id } = await givenCompletedJob();
    await deleteOwnJob(world, job_id, TENANT);
    const before = world.table.rows();
    await world.clock.advance(5);
    expect(await deleteOwnJob(world, job_id, TENANT)).toMatchObject(DELETING);
    expect(world.table.rows()).toEqual(before);
  });

  it('that is at work ends without a webhook, and its worker leaves nothing behind', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.usual = { texts: ['a', 'b'], seconds_per_segment: 1_000 };
    const working = workOnce(workerOn(world));
    await world.clock.advance(100);
    await deleteOwnJob(world, job_id, TENANT);
    await world.clock.advance(5);
    await working;
    expect(world.jobs.bodies()).toEqual([]);
    await minutesPass(world, 5);
    expect([rowKeys(world), world.objects.keys(), world.transport.posts]).toEqual([[], [], []]);
  });

  it('keeps its file for a retry, which takes it along', async () => {
    const world = makeWorld();
    const { job_id, s3_key = '' } = await givenQueuedJob(world);
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'it is damaged') });
    await world.clock.until(workOnce(workerOn(world)));
    const again = await retryOwnJob(world, { job_id, tenant: TENANT }, {});
    await deleteOwnJob(world, job_id, TENANT);
    await minutesPass(world, 3);
    expect(world.objects.keys()).toContain(s3_key);
    await world.clock.until(workOnce(workerOn(world)));
    expect(await jobIn(world, again)).toMatchObject({ status: 'completed' });
    await deleteOwnJob(world, again, TENANT);
    await minutesPass(world, 3);
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
  });

  it('and its retry, deleted at once, leave no file to each other', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.engine.scripts.push({ error: new JobFailure('unsupported_media', 'it is damaged') });
    await world.clock.until(workOnce(workerOn(world)));
    const again = await retryOwnJob(world, { job_id, tenant: TENANT }, {});
    for (const id of [job_id, again]) await deleteOwnJob(world, id, TENANT);
    await minutesPass(world, 3);
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
  });

  it('is no job that a worker, which may write jobs alone, marks as one', async () => {
    const { world, job_id } = await givenCompletedJob();
    const marks = { purged_at: iso(world.clock.now()), due_class: 'removal', due_at: iso(world.clock.now()) } as const;
    await world.table.write({ kind: 'update', key: job_id, when: [], set: marks });
    await minutesPass(world, 3);
    expect(rowKeys(world)).toContain(job_id);
    expect(world.objects.keys()).not.toEqual([]);
  });

  it('is nobody else’s to delete', async () => {
    const { world, job_id } = await givenCompletedJob();
    await expect(deleteOwnJob(world, job_id, 'tenant-2')).rejects.toMatchObject(NOT_FOUND);
    await expect(deleteOwnJob(world, `registration#${job_id}`, TENANT)).rejects.toMatchObject(NOT_FOUND);
    expect(await jobIn(world, job_id)).toMatchObject({ status: 'completed' });
  });
});

describe('a removal that meets a fault', async () => {
  const { world: calm, job_id: deleted } = await givenCompletedJob();
  await deleteOwnJob(calm, deleted, TENANT);
  await calm.clock.advance(70);
  const process = new FaultyProcess();
  await calm.clock.until(reconcileOn(process.wrap(workerOn(calm)), {}));
  const faults = process.calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('is made by a later run: $kind call $call, $name', async (fault) => {
    const { world, job_id } = await givenCompletedJob();
    await deleteOwnJob(world, job_id, TENANT);
    await world.clock.advance(70);
    const faulty = new FaultyProcess(fault);
    void reconcileOn(faulty.wrap(workerOn(world)), {}).catch(() => undefined);
    await minutesPass(world, 3);
    faulty.resume();
    await world.clock.advance(60);
    expect([rowKeys(world), world.objects.keys()]).toEqual([[], []]);
  });

  it('that goes on is told of, and stops no other', async () => {
    const { world, job_id } = await givenCompletedJob();
    const other = await givenQueuedJob(world);
    for (const id of [job_id, other.job_id]) await deleteOwnJob(world, id, TENANT);
    await world.clock.advance(200);
    const remove = (key: string) => (key === job_id ? Promise.reject(new Error('throttled')) : world.table.remove(key));
    const table = withMethod(world.table, 'remove', remove);
    await expect(world.clock.until(reconcileOn({ ...workerOn(world), table }, {}))).rejects.toThrow('deleted jobs');
    expect(rowKeys(world)).toEqual([job_id, `removal#${job_id}`]);
  });
});
