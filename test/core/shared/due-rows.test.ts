/** How `reconcile` goes through what is due: in pages, within its time, and past rows that nobody can deal with. */
import { describe, expect, it } from 'vitest';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { makeDelivery, makeJob } from '../../support/records.ts';
import { withMethod } from '../../support/with-method.ts';
import { makeWorld, type World, workerOn } from '../../support/world.ts';

const run = (world: World) => reconcile(workerOn(world));

describe('a backlog', () => {
  it('of hundreds is dealt with in one run', async () => {
    const world = makeWorld();
    await givenDeliveries(world, 350);
    expect(await run(world)).toEqual([]);
    expect(world.deliveries.bodies()).toHaveLength(350);
  });

  it('that takes longer than a run may is gone on with by the next, and the other steps have their time', async () => {
    const world = makeWorld();
    await givenDeliveries(world, 350);
    await world.table.write({ kind: 'put', row: makeJob({ ...expired(world), job_id: 'job-expired' }) });
    const slow = withMethod(world.deliveries, 'send', async (message) => {
      await world.clock.sleep(1000);
      return world.deliveries.send(message);
    });
    const begun = world.clock.now().getTime();
    await world.clock.until(reconcile({ ...workerOn(world), deliveries: slow }));
    expect(world.clock.now().getTime() - begun).toBeLessThan(55_000);
    const first = world.deliveries.bodies().length;
    expect(first).toBeGreaterThanOrEqual(100);
    expect(first).toBeLessThan(350);
    expect(world.compute.requests).toHaveLength(1);
    await run(world);
    expect(new Set(world.deliveries.bodies().map((body) => JSON.stringify(body))).size).toBe(350);
  });
});

describe('a row that is not one of ours', () => {
  it('stops no other, though it comes first, and is looked at once an hour', async () => {
    // Given a page and more of rows that came before all others and cannot be read
    const world = makeWorld();
    await givenDeliveries(world, 250);
    for (let n = 0; n < 120; n += 1) world.table.spoil(`delivery#${n}`, { attempts: 'none' });
    // When reconcile runs
    expect(await run(world)).toEqual([]);
    // Then it deals with the readable ones, and does not meet the others again in the next minute
    expect(world.deliveries.bodies()).toHaveLength(130);
    const due = () => world.table.due('delivery', { limit: 999, until: world.clock.now().toISOString() });
    expect(await due()).toEqual([]);
    await world.clock.advance(3600);
    expect((await due()).length).toBeGreaterThanOrEqual(120);
  });

  it('stops no sizing: neither a worker nor a job nor the fleet itself', async () => {
    const world = makeWorld();
    await world.table.write({ kind: 'put', row: makeJob({ ...waiting(world), job_id: 'job-good' }) });
    await world.table.write({ kind: 'put', row: makeJob({ ...waiting(world), job_id: 'job-bad' }) });
    world.table.spoil('job-bad', { attempt: 'first' });
    world.table.spoil('worker#i-bad', {
      job_id: 'worker#i-bad',
      kind: 'worker',
      due_class: 'worker',
      due_at: '2026-01-01',
    });
    expect(await run(world)).toEqual([]);
    expect(world.compute.requests).toHaveLength(1);
  });
});

describe('an item that fails', () => {
  it('stops no other of its page, is logged by its key, and makes the run count as failed', async () => {
    const world = makeWorld();
    await givenDeliveries(world, 3);
    const deliveries = withMethod(world.deliveries, 'send', async (message) => {
      if (message.delivery_id === 'msg_1') throw new Error('refused');
      return world.deliveries.send(message);
    });
    expect(await reconcile({ ...workerOn(world), deliveries })).toEqual(['due deliveries']);
    expect(world.deliveries.bodies()).toHaveLength(2);
    expect(world.log.lines.filter((line) => line.level === 'error')).toMatchObject([
      { message: 'a row could not be dealt with', fields: { row: 'delivery#1' } },
    ]);
  });

  it('with all the others of its page, and of the next, stops none of those that follow', async () => {
    const world = makeWorld();
    await givenDeliveries(world, 250);
    const deliveries = withMethod(world.deliveries, 'send', async (message) => {
      if (Number(message.delivery_id.slice('msg_'.length)) < 200) throw new Error('refused');
      return world.deliveries.send(message);
    });
    expect(await reconcile({ ...workerOn(world), deliveries })).toEqual(['due deliveries']);
    expect(world.deliveries.bodies()).toHaveLength(50);
  });

  it('because something is down is tried no longer than the step has time', async () => {
    const world = makeWorld();
    await givenDeliveries(world, 2000);
    let tried = 0;
    const deliveries = withMethod(world.deliveries, 'send', async () => {
      tried += 1;
      await world.clock.sleep(2000);
      throw new Error('down');
    });
    const begun = world.clock.now().getTime();
    await world.clock.until(reconcile({ ...workerOn(world), deliveries }));
    expect(world.clock.now().getTime() - begun).toBeLessThan(55_000);
    expect(tried).toBeLessThan(500);
  });
});

async function givenDeliveries(world: World, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    const row = makeDelivery({ job_id: `delivery#${n}`, webhook_id: `msg_${n}` });
    const due_at = new Date(world.clock.now().getTime() - 1_000_000 + n).toISOString();
    await world.table.write({ kind: 'put', row: { ...row, due_at } });
  }
}

function expired(world: World) {
  const past = new Date(world.clock.now().getTime() - 1000).toISOString();
  return { status: 'processing', attempt: 1, lease_until: past, due_class: 'running', due_at: past } as const;
}

function waiting(world: World) {
  const soon = new Date(world.clock.now().getTime() + 1000).toISOString();
  return { status: 'launching', queued_at: soon, due_class: 'waiting', due_at: soon } as const;
}
