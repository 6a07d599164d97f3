import { describe, expect, it } from 'vitest';
import type { Breaker, WorkerRow } from '../../../core/contracts/fleet-rows.ts';
import { afterFailure, isHalted, trying, verdictOn, workersAllowed } from '../../../core/fleet/breaker.ts';
import { launchedWorker } from '../../../core/fleet/worker.ts';
import { later, NOW } from '../../support/records.ts';

describe('the end of a worker', () => {
  it.each<[string, Partial<WorkerRow>, string]>([
    ['that never reported', { state: 'launching' }, 'useless'],
    ['that never reported and was taken away', { state: 'launching', interrupted_at: NOW.toISOString() }, 'unknown'],
    ['whose engine could not start', { state: 'ended', ended_reason: 'engine_unusable', jobs_done: 0 }, 'useless'],
    ['that waited for a job and fell silent', { state: 'idle', jobs_done: 0 }, 'useless'],
    ['that could not reach the queue', { state: 'ended', ended_reason: 'cut_off', jobs_done: 0 }, 'useless'],
    [
      'that could not hand back when spot took it',
      { state: 'ended', ended_reason: 'cut_off', jobs_done: 0, interrupted_at: NOW.toISOString() },
      'unknown',
    ],
    ['that a file broke', { state: 'ended', ended_reason: 'failed', jobs_done: 0 }, 'unknown'],
    ['that found nothing to do', { state: 'ended', ended_reason: 'idle', jobs_done: 0 }, 'unknown'],
    ['that worked and vanished', { state: 'busy', jobs_done: 0 }, 'unknown'],
    ['that has done a job', { state: 'ended', ended_reason: 'engine_unusable', jobs_done: 1 }, 'useful'],
  ])('%s says something, or nothing, about the image', (_which, row, verdict) => {
    expect(verdictOn(worker(0, row))).toBe(verdict);
  });
});

describe('the breaker', () => {
  it('lets workers be launched until three in a row were of no use', () => {
    const breakers = fail(undefined, [0, 0, 0]);
    expect(breakers.map((breaker) => workersAllowed(breaker, NOW))).toEqual([Infinity, Infinity, 0]);
  });

  it('is open for 5 min, then tries one worker', () => {
    const open = fail(undefined, [0, 0, 0]).at(-1);
    expect([isHalted(open, later(299)), workersAllowed(open, later(299))]).toEqual([true, 0]);
    expect([isHalted(open, later(300)), workersAllowed(open, later(300))]).toEqual([false, 1]);
    const tried = trying(open, later(300));
    expect(workersAllowed(tried, later(301))).toBe(0);
  });

  it('tries another when nothing is ever heard of that one', () => {
    const tried = trying(fail(undefined, [0, 0, 0]).at(-1), later(300));
    expect([workersAllowed(tried, later(1199)), workersAllowed(tried, later(1200))]).toEqual([0, 1]);
  });

  it('waits twice as long after each one that fails, up to an hour', () => {
    let breaker = fail(undefined, [0, 0, 0]).at(-1);
    const waits = [];
    for (let time = 300; waits.length < 6; time += 4000) {
      breaker = afterFailure(trying(breaker, later(time)), worker(time), later(time + 60));
      waits.push((Date.parse(breaker.until ?? '') - later(time + 60).getTime()) / 1000);
    }
    expect(waits).toEqual([600, 1200, 2400, 3600, 3600, 3600]);
    expect(breaker).toMatchObject({ since: NOW.toISOString(), openings: 7 });
  });

  it('learns nothing from the others of a launch that has opened it', () => {
    const breakers = fail(undefined, [0, 0, 0, 0, 0]);
    expect(breakers.map((breaker) => breaker.openings)).toEqual([0, 0, 1, 1, 1]);
    expect(breakers.at(-1)?.until).toBe(breakers[2]?.until);
  });

  it('stays closed when it is', () => {
    expect([workersAllowed(undefined, NOW), trying(undefined, NOW), isHalted(undefined, NOW)]).toEqual([
      Infinity,
      undefined,
      false,
    ]);
  });
});

/** The breaker after each of these failures, one after the other. */
function fail(before: Breaker | undefined, launchedAt: number[]): Breaker[] {
  const breakers: Breaker[] = [];
  for (const time of launchedAt) breakers.push(afterFailure(breakers.at(-1) ?? before, worker(time), NOW));
  return breakers;
}

/** @param launchedAt seconds from NOW */
function worker(launchedAt: number, row: Partial<WorkerRow> = {}): WorkerRow {
  const instance = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' } as const;
  return { ...(launchedWorker(instance, later(launchedAt)).row as WorkerRow), ...row };
}
