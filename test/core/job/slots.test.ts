/** A tenant with a limit of concurrent jobs: as many as it says are in the queue or at work, the others are held. */
import { describe, expect, it } from 'vitest';
import type { KeyLimits } from '../../../core/contracts/key-row.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { registerCallback } from '../../../core/intake/register-callback.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { getJob } from '../../../core/job/get.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FAULTS, FaultyProcess } from '../../support/faulty-process.ts';
import { jobsOf } from '../../support/waiting-jobs.ts';
import { carryOn, givenUpload, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const LIMIT = 2;

const limited = (limits: KeyLimits = { concurrent_jobs: LIMIT }) => ({ ...makeWorld(), keyLimits: limits });

/** The event of an upload under a callback of its own. */
async function givenEvent(world: World, tenant = 'default') {
  const caller = { tenant, api_base: 'https://api.example/prod' };
  const { callback_id } = await registerCallback(world, { callback_url: 'https://receiver.example/hook' }, caller);
  return givenUpload(world, `${callback_id}/talk.mp3`);
}

/** So many uploads, one after the other; their jobs. */
async function givenUploads(world: World, count: number, tenant?: string): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) {
    const event = await givenEvent(world, tenant);
    await acceptUpload(workerOn(world), event);
    ids.push(event.s3_key.split('/')[1] ?? '');
    await world.clock.advance(1);
  }
  return ids;
}

const isUnderWay = (world: World) =>
  jobsOf(world).filter(({ status, due_class }) => status === 'processing' || due_class === 'waiting');

describe('a job beyond the limit of concurrent jobs', () => {
  it('is held and says so, while a client may register more', async () => {
    const world = limited();
    const [, , third = ''] = await givenUploads(world, 3);
    const { held, status } = await getJob(world, third, 'default');
    const message = 'concurrent_jobs is 2, and so many wait or are at work';
    expect([status, held]).toEqual(['launching', { limit: 'concurrent_jobs', message }]);
    expect(await world.jobs.depth()).toBe(LIMIT);
    expect(await givenEvent(world)).toBeDefined();
  });

  it.each([
    ['is done', async (world: World) => world.clock.until(workOnce(workerOn(world)))],
    ['is cancelled', (world: World, first: string) => cancelOwnJob(world, first, 'default')],
  ])('goes on within a minute when one of the others %s', async (_how, end) => {
    const world = limited();
    const [first = '', , third = '', fourth = ''] = await givenUploads(world, 4);
    await end(world, first);
    await world.clock.advance(60);
    await reconcile(workerOn(world));
    expect(await jobIn(world, third)).toMatchObject({ due_class: 'waiting', released_at: expect.any(String) });
    expect(await jobIn(world, fourth)).toMatchObject({ due_class: 'held' });
  });

  it('is done in its turn, and never are there more under way', async () => {
    const world = limited();
    const ids = await givenUploads(world, 7);
    for (let minutes = 0; minutes < 10; minutes += 1) {
      expect(isUnderWay(world).length).toBeLessThanOrEqual(LIMIT);
      await carryOn(world, 1);
    }
    const rows = await Promise.all(ids.map((id) => jobIn(world, id)));
    expect(rows.map(({ status }) => status)).toEqual(Array(7).fill('completed'));
    const begun = rows.map(({ started_at = '' }) => started_at);
    expect(begun).toEqual([...begun].sort());
  });

  it('is not written while it waits behind others', async () => {
    const world = limited();
    await givenUploads(world, 20);
    await world.clock.advance(60);
    const before = jobsOf(world);
    await reconcile(workerOn(world));
    expect(jobsOf(world).filter(({ due_class }) => due_class === 'held')).toEqual(
      before.filter(({ due_class }) => due_class === 'held'),
    );
  });

  it('holds up nobody else’s', async () => {
    const world = limited();
    await givenUploads(world, 20);
    const [other = ''] = await givenUploads(world, 1, 'acme');
    expect(await jobIn(world, other)).toMatchObject({ due_class: 'waiting' });
  });
});

describe('the limit holds', () => {
  it('for uploads that come at once', async () => {
    const world = limited();
    const events = await Promise.all(Array.from({ length: 20 }, () => givenEvent(world)));
    const accepted = await Promise.all(events.map((event) => acceptUpload(workerOn(world), event)));
    expect(accepted.filter(({ kind }) => kind === 'queued')).toHaveLength(LIMIT);
    expect(accepted.filter(({ kind }) => kind === 'held')).toHaveLength(20 - LIMIT);
  });
});

describe('a process that meets a fault with a slot in its hands', async () => {
  const calm = limited();
  const process = new FaultyProcess();
  await calm.clock.until(acceptUpload(process.wrap(workerOn(calm)), await givenEvent(calm)));
  const faults = process.calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('loses none and doubles none: $kind call $call, $name', async (fault) => {
    const world = limited({ concurrent_jobs: 1 });
    const event = await givenEvent(world);
    const faulty = new FaultyProcess(fault);
    void acceptUpload(faulty.wrap(workerOn(world)), event).catch(() => undefined);
    await world.clock.advance(30);
    await acceptUpload(workerOn(world), event);
    await givenUploads(world, 1);
    expect(isUnderWay(world).length).toBeLessThanOrEqual(1);
    await carryOn(world, 8);
    faulty.resume();
    await carryOn(world, 8);
    expect(jobsOf(world).map(({ status }) => status)).toEqual(['completed', 'completed']);
  });
});
