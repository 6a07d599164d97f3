import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { rowAfter, type Update } from '../../../core/shared/table.ts';
import { makeJob } from '../../support/records.ts';
import { makeWorld } from '../../support/world.ts';

const update = (parts: Partial<Update<JobRow>>): Update<JobRow> => ({
  kind: 'update',
  key: 'job-1',
  when: [],
  set: {},
  ...parts,
});

describe('the row after an update', () => {
  const warning = { code: 'unknown_callback', message: 'no callback is registered' };
  const row = makeJob({ progress: { seconds_done: 1, duration_seconds: 2 }, sequence: 4, warnings: [warning] });

  it.each<[string, Update<JobRow>]>([
    ['sets', update({ set: { status: 'processing', attempt: 2 } })],
    ['removes', update({ remove: ['progress', 'due_at'] })],
    ['appends', update({ append: { warnings: [{ ...warning, code: 'other' }] } })],
    ['leaves alone what is set to undefined', update({ set: { sequence: undefined } })],
  ])('is the one that the table then holds: it %s', async (_name, change) => {
    const { table } = makeWorld();
    await table.write({ kind: 'put', row });
    await table.write(change);
    expect(rowAfter(row, change)).toEqual(await table.get('job-1'));
  });

  it('leaves the row alone that it was made from', () => {
    const before = structuredClone(row);
    rowAfter(row, update({ set: { attempt: 9 }, remove: ['progress'], append: { warnings: [warning] } }));
    expect(row).toEqual(before);
  });
});

it('a write that names an attribute which its row does not have does not compile', () => {
  // @ts-expect-error: it is `lease_until`
  update({ set: { lease_untill: '2026-03-01T12:00:00.000Z' } });
  // @ts-expect-error: `attempt` is a number
  update({ set: { attempt: '1' } });
  // @ts-expect-error: jobs have no `jobs_done`, workers have
  update({ remove: ['jobs_done'] });
  // @ts-expect-error: a typo in a condition would let every write through, or none
  expect(update({ when: [{ attribute: 'statsu', is: 'absent' }] }).when).toHaveLength(1);
});
