import { expect, it } from 'vitest';
import { listWorkers } from '../../../core/fleet/list.ts';
import { launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { givenQueuedJob, makeWorld, workerOn, workOnce } from '../../support/world.ts';

const instance = (instance_id: string) => ({ instance_id, instance_type: 'g4dn.xlarge', market: 'on-demand' }) as const;

it('puts what the table knows beside what EC2 knows', async () => {
  // Given a worker at its job, a silent one, one that drains, an instance without a row and a row without an instance
  const world = makeWorld();
  const now = () => world.clock.now();
  const launched = async (id: string) => {
    world.compute.appear(id, now().toISOString());
    await world.table.write(launchedWorker(instance(id), now()));
  };
  await launched('i-silent');
  await world.clock.advance(601);
  await launched('i-busy');
  await launched('i-draining');
  await launched('i-gone');
  world.compute.vanish('i-gone');
  world.compute.appear('i-stray', now().toISOString());
  await world.table.write(workerState('i-draining', 'draining', now()));
  const { job_id } = await givenQueuedJob(world);
  world.engine.usual = { texts: ['long'], seconds_per_segment: 3600 };
  void workOnce(workerOn(world, 'i-busy'));
  await world.clock.advance(1);
  await world.table.write(workerState('i-busy', 'busy', now()));
  // When they are listed
  const lines = await listWorkers(world);
  // Then each is there once, with what differs
  expect(lines.map(({ instance_id, state, seen, job_id: job }) => [instance_id, state, seen, job])).toEqual([
    ['i-silent', 'launching', 'silent', null],
    ['i-busy', 'busy', 'both', job_id],
    ['i-draining', 'draining', 'both', null],
    ['i-gone', 'launching', 'row only', null],
    ['i-stray', null, 'instance only', null],
  ]);
  expect(lines[1]).toMatchObject({ instance_type: 'g4dn.xlarge', market: 'on-demand', last_beat: now().toISOString() });
  expect(lines[4]).toMatchObject({ instance_type: 'g5.xlarge', market: 'spot', last_beat: null, alive_until: null });
});

it('says of a worker that ended by its own word why, and misses no instance of it', async () => {
  const world = makeWorld();
  await world.table.write(launchedWorker(instance('i-1'), world.clock.now()));
  const ended = { state: 'ended', ended_reason: 'engine_unusable', jobs_done: 2 } as const;
  await world.table.write({ kind: 'update', key: 'worker#i-1', when: [], set: ended });
  expect(await listWorkers(world)).toMatchObject([{ ...ended, seen: 'both' }]);
});
