import { describe, expect, it } from 'vitest';
import * as rules from '../../../core/fleet/worker.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { later, NOW } from '../../support/records.ts';

const INSTANCE = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' } as const;

describe('the row of a worker', () => {
  it('counts from launch on, and is replaced by no second one', async () => {
    const table = new MemoryTable();
    expect(await table.write(rules.launchedWorker(INSTANCE, NOW))).toBe(true);
    expect(await table.write(rules.selfReportedWorker(INSTANCE, NOW))).toBe(false);
    expect(await table.due('worker', { limit: 9 })).toMatchObject([
      { job_id: 'worker#i-1', state: 'launching', instance_id: 'i-1' },
    ]);
  });

  it('is free for nothing more once it drains, but counts until it has ended', async () => {
    const table = new MemoryTable();
    await table.write(rules.selfReportedWorker(INSTANCE, NOW));
    expect(await table.write(rules.workerState('i-1', 'draining', NOW))).toBe(true);
    expect(await table.due('worker', { limit: 9 })).toMatchObject([{ state: 'draining' }]);
    expect(await table.write(rules.workerState('i-1', 'idle', NOW))).toBe(false);
    expect(await table.write(rules.workerState('i-1', 'draining', later(30)))).toBe(true);
    expect(await table.write(rules.endedWorker('i-1', { jobs_done: 1, ended_reason: 'jobs_done' }, later(31)))).toBe(
      true,
    );
    expect(await table.write(rules.workerState('i-1', 'draining', later(60)))).toBe(false);
    expect(await table.due('worker', { limit: 9, until: later(31).toISOString() })).toMatchObject([{ state: 'ended' }]);
  });

  it('keeps that it never reported, when its machine shuts down while it boots', async () => {
    const table = new MemoryTable();
    const launched = rules.launchedWorker(INSTANCE, NOW);
    await table.write(launched);
    expect(await table.write(rules.endingWorker(launched.row, NOW))).toBe(false);
    expect(await table.get('worker#i-1')).toMatchObject({ state: 'launching' });
  });

  it.each([
    ['idle', 'cut_off'],
    ['busy', undefined],
  ] as const)('says of one that was %s when its machine shut down: %s', async (state, reason) => {
    const table = new MemoryTable();
    await table.write(rules.selfReportedWorker(INSTANCE, NOW));
    await table.write(rules.workerState('i-1', state, NOW));
    const row = await table.get('worker#i-1');
    if (row?.kind === 'worker') await table.write(rules.endingWorker(row, NOW));
    expect(await table.get('worker#i-1')).toMatchObject({ state: 'draining' });
    const after = await table.get('worker#i-1');
    expect(after?.kind === 'worker' && after.ended_reason).toBe(reason);
  });

  it('leaves the count when EC2 has no such instance', async () => {
    const table = new MemoryTable();
    await table.write(rules.selfReportedWorker(INSTANCE, NOW));
    expect(await table.write(rules.goneWorker('i-1', NOW))).toBe(true);
    expect(await table.due('worker', { limit: 9 })).toEqual([]);
    expect(await table.write(rules.goneWorker('i-1', NOW))).toBe(false);
  });
});
