import { expect, it, vi } from 'vitest';
import { OLDEST_JOB } from '../../../core/reconcile/oldest-job.ts';
import { reconcile } from '../../../core/reconcile/reconcile.ts';
import { givenQueuedJob, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

const ages = (world: World) =>
  world.log.lines.filter(({ message }) => message === OLDEST_JOB).map(({ fields }) => fields?.['waiting_seconds']);

it('the job that was uploaded first says how long jobs wait', async () => {
  const world = makeWorld();
  await givenQueuedJob(world);
  await world.clock.advance(300);
  await givenQueuedJob(world);
  await world.clock.advance(60);
  await reconcile(workerOn(world));
  expect(ages(world)).toEqual([360]);
});

it('messages of jobs that are over say nothing', async () => {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  while (await world.clock.until(workOnce(workerOn(world))));
  await world.jobs.send({ job_id, s3_input: '', s3_output: '' });
  await world.clock.advance(7200);
  await reconcile(workerOn(world));
  expect(ages(world)).toEqual([]);
});

it('is worked out once in a minute', async () => {
  const world = makeWorld();
  await givenQueuedJob(world);
  const due = vi.spyOn(world.table, 'due');
  await reconcile(workerOn(world));
  // What else looks at waiting jobs asks for those that are due by now, or for more of them.
  const asked = due.mock.calls.filter(([dueClass]) => dueClass === 'waiting').map(([, options]) => options);
  expect(asked.filter((options) => JSON.stringify(options) === '{"limit":100}')).toHaveLength(1);
});
