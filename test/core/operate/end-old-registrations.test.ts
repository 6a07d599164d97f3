import { expect, it } from 'vitest';
import { endOldRegistrations } from '../../../core/operate/end-old-registrations.ts';
import { makeJob, makeRegistration } from '../../support/records.ts';
import { jobIn, makeWorld } from '../../support/world.ts';

const old = (callback_id: string) =>
  makeRegistration({
    job_id: `registration#${callback_id}`,
    callback_id,
    valid_until: undefined,
    expires_at: undefined,
  });

it('gives registrations of an earlier version an end, once, and the rows that wait for their uploads too', async () => {
  const world = makeWorld();
  await world.table.write({ kind: 'put', row: old('waiting') });
  await world.table.write({
    kind: 'put',
    row: makeJob({ job_id: 'waiting', status: 'registered', s3_key: undefined }),
  });
  await world.table.write({ kind: 'put', row: old('used') });
  const job = makeJob({ job_id: 'used', status: 'completed' });
  await world.table.write({ kind: 'put', row: job });
  expect([await endOldRegistrations(world, 90), await endOldRegistrations(world, 90)]).toEqual([2, 0]);
  const row = await world.table.get('registration#waiting');
  const { expires_at } = await jobIn(world, 'waiting');
  expect(expires_at).toEqual(expect.any(Number));
  expect(row).toMatchObject({ valid_until: '2026-05-30T12:00:00.000Z', expires_at });
  expect(await jobIn(world, 'used')).toEqual(job);
});

it('passes over one that an upload gave its end meanwhile, or that is gone', async () => {
  const world = makeWorld();
  const valid_until = '2027-01-01T00:00:00.000Z';
  await world.table.write({ kind: 'put', row: { ...old('used'), valid_until } });
  world.table.endlessRegistrations = async () => ['registration#used', 'registration#gone'];
  expect(await endOldRegistrations(world, 90)).toBe(0);
  expect(await world.table.get('registration#used')).toMatchObject({ valid_until });
});
