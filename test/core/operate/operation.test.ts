import { expect, it } from 'vitest';
import { Operation } from '../../../core/contracts/operation.ts';
import { launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { failJob } from '../../../core/job/end.ts';
import { operation } from '../../../core/operate/operation.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { makeInstance, makeJob } from '../../support/records.ts';
import { givenQueuedJob, makeWorld, workerOn, workOnce } from '../../support/world.ts';

it('shows a service at rest', async () => {
  const world = makeWorld();
  const shown = await operation(world);
  expect(Operation.parse(shown)).toEqual(shown);
  expect(shown).toMatchObject({
    at: '2026-03-01T12:00:00.000Z',
    jobs: { waiting: 0, held: 0, running: 0 },
    queue_age_seconds: 0,
    workers: [],
    launches: { halted_until: null, refused_until: null, refused: [] },
    spent: { day: { period: '2026-03-01', usd: 0 }, month: { period: '2026-03', usd: 0 } },
    since_deployment: { failed: {}, deliveries: {} },
  });
});

it('shows who works on what, who is silent, and who waits', async () => {
  // Given a worker that was not heard of for long, one at a job, and a job that waits
  const world = makeWorld();
  await world.table.write(launchedWorker(makeInstance('i-silent'), world.clock.now()));
  await world.clock.advance(601);
  await world.table.write(launchedWorker(makeInstance('i-busy'), world.clock.now()));
  const { job_id } = await givenQueuedJob(world);
  world.engine.usual = { texts: ['long'], seconds_per_segment: 3600 };
  void workOnce(workerOn(world, 'i-busy'));
  await world.clock.advance(1);
  await world.table.write(workerState('i-busy', 'busy', world.clock.now()));
  await givenQueuedJob(world);
  await world.clock.advance(20);
  // Then
  const { workers, jobs, queue_age_seconds } = await operation(world);
  expect(workers).toMatchObject([
    { instance_id: 'i-busy', state: 'busy', silent: false, job_id },
    { instance_id: 'i-silent', state: 'launching', silent: true, job_id: null },
  ]);
  expect(jobs).toEqual({ waiting: 1, held: 0, running: 1 });
  expect(queue_age_seconds).toBe(20);
});

it('shows what the jobs of all came to, and why some failed', async () => {
  const world = makeWorld();
  for (const tenant of ['one', 'other', undefined]) {
    const job = makeJob({ job_id: `of-${tenant}`, tenant, status: 'launching' });
    await world.table.write({ kind: 'put', row: job });
    await failJob(world, job, jobError('empty_file', 'it is empty'));
  }
  const { spent, since_deployment } = await operation(world);
  expect([spent.day.failed, spent.month.failed]).toEqual([3, 3]);
  expect(since_deployment.failed).toEqual({ empty_file: 3 });
});
