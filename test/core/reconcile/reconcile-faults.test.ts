/** Whatever happens at any port call of `reconcile`, its next runs bring what was due to its one end. */
import { describe, expect, it } from 'vitest';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { FAULTS, type Fault, FaultyProcess } from '../../support/faulty-process.ts';
import { carryOn, givenQueuedJob, jobIn, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

describe.each([
  { what: 'of which one worker vanished', crashes: 0, status: 'completed' as const },
  { what: 'of which three workers vanished', crashes: 2, status: 'failed' as const },
])('a job $what', async ({ crashes, status }) => {
  const calls = await callsOfOneRun(crashes);
  const faults = calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)(`is ${status} once when reconcile $kind call $call, $name`, async ({ kind, call }) => {
    const { world, job_id } = await givenAbandonedJob(crashes);
    const process = await runFaulty(world, { kind, call });
    await carryOn(world);
    process.resume();
    await carryOn(world, 20);

    expect(await jobIn(world, job_id)).toMatchObject({ status });
    expect(world.jobs.bodies()).toEqual([]);
    expect(world.deliveries.bodies()).toEqual([]);
    const deliveries = world.table.rows().filter((row) => row.kind === 'delivery');
    expect(deliveries.map((delivery) => delivery.status)).toEqual(['delivered']);
    expect(new Set(world.transport.posts.map((post) => post.body)).size).toBe(1);
    // And no reservation holds the fleet back for ever, nor was more launched than one worker at a time can explain
    expect(world.compute.requests.length).toBeLessThanOrEqual(4);
  });
});

/** A job in the hands of a worker that is gone, and whose message is still hidden. */
async function givenAbandonedJob(crashes: number): Promise<{ world: World; job_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  await world.table.write({ kind: 'update', key: job_id, when: [], set: { crashes } });
  void workOnce(new FaultyProcess({ kind: 'dies before', call: 'engine.transcribe' }).wrap(workerOn(world)));
  await world.clock.advance(125);
  return { world, job_id };
}

async function runFaulty(world: World, fault?: Fault): Promise<FaultyProcess> {
  const process = new FaultyProcess(fault);
  void reconcile(process.wrap(workerOn(world)));
  await world.clock.advance(1);
  return process;
}

async function callsOfOneRun(crashes: number): Promise<string[]> {
  const { world } = await givenAbandonedJob(crashes);
  return (await runFaulty(world)).calls;
}
