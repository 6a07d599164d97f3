import { expect, it } from 'vitest';
import { JobsQuery } from '../../../core/contracts/job-requests.ts';
import { listJobs } from '../../../core/job/list.ts';
import { listOldJobs } from '../../../core/operate/list-old-jobs.ts';
import { later, makeJob } from '../../support/records.ts';
import { givenQueuedJob, jobIn, makeWorld } from '../../support/world.ts';

it('puts the jobs of an earlier version into the list, once, and changes nothing else of them', async () => {
  const world = makeWorld();
  await givenQueuedJob(world);
  for (let second = 0; second < 120; second += 1) {
    const row = makeJob({ job_id: `old-${second}`, tenant: 'default', created_at: later(second - 500).toISOString() });
    await world.table.write({ kind: 'put', row });
  }
  await world.table.write({ kind: 'put', row: makeJob({ job_id: 'nobodys' }) });
  const before = await jobIn(world, 'old-7');
  expect([await listOldJobs(world), await listOldJobs(world)]).toEqual([120, 0]);
  const { jobs } = await listJobs(world, 'default', JobsQuery.parse({ limit: 200 }));
  expect([jobs.length, jobs.at(-1)?.job_id, jobs[1]?.job_id]).toEqual([121, 'old-0', 'old-119']);
  expect(await jobIn(world, 'old-7')).toEqual({ ...before, owner: 'default', listed_at: before.created_at });
});

it('passes over what was removed meanwhile', async () => {
  const world = makeWorld();
  const row = makeJob({ job_id: 'old', tenant: 'default' });
  await world.table.write({ kind: 'put', row });
  world.table.unlistedJobs = async () => ['old', 'gone'];
  expect(await listOldJobs(world)).toBe(1);
});
