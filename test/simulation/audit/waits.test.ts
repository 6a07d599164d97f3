/** One upload whose every step is told: each cause gets its seconds. */
import { describe, expect, it } from 'vitest';
import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { plusSeconds } from '../../../core/shared/time.ts';
import { makeJob } from '../../support/records.ts';
import { FLEET } from '../options.ts';
import { CAUSE_NAMES, type Seconds } from './causes.ts';
import type { Entry } from './open-uploads.ts';
import { Waits } from './waits.ts';

const BEGUN = Date.parse('2026-03-01T12:00:00.000Z');

describe('the time of an upload', () => {
  it('goes to its event, until that is in the queue, and to the fault that hides it there', () => {
    const { waits, entry, when } = givenUpload();
    when(100, () => waits.eventCame(entry));
    when(3, () => waits.eventReceived(entry, now(entry, 100)));
    when(92, () => waits.eventReceived(entry, now(entry, 193)));
    when(1, () => waits.jobChanged(entry, makeJob({ status: 'launching' }), undefined));
    expect(spent(entry)).toEqual({ event_late: 100, event_waits: 5, event_hidden: 90, taken_in: 1 });
  });

  it('goes to the search of the bucket when its event never comes', () => {
    const { waits, entry, when } = givenUpload('event_lost');
    when(1800, () => waits.jobChanged(entry, makeJob({ status: 'launching' }), undefined));
    expect(spent(entry)).toEqual({ event_lost: 1800 });
    expect(entry.wait.known_at).toBe(BEGUN + 1_800_000);
  });

  it('goes to a worker’s boot, to the wish for one that is not there, and to the jobs that others do', () => {
    const { waits, entry, when } = givenQueued();
    when(4, () => waits.instanceChanged('launched', instance('i-1')));
    when(30, () => waits.instanceChanged('booted', instance('i-1')));
    when(10, () => waits.jobReceived(entry, now(entry, 0)));
    when(2, () => waits.jobChanged(entry, held(), makeJob({ status: 'launching' })));
    // Of the last ten seconds, half belongs to the worker at work and half to the one that is still wanted.
    expect(spent(entry)).toEqual({ unasked: 9, boot: 30, others: 5, claim: 2 });
    expect(entry.wait.until_claim?.sum()).toBe(46);
  });

  it.each([
    ['no_capacity', { backoff: { refusals: 1, since: '', until: later(60) } }],
    ['quota', { backoff: { refusals: 1, since: '', until: later(60), quota_met_with: 0 } }],
    ['halted', { breaker: { failures: 3, openings: 1, until: later(60) } }],
    ['asking', { reservations: { '1': { count: 1, instance_ids: [], until: later(300) } } }],
    ['calls', { calls: { tokens: -60, at: later(0) } }],
  ] as [string, Partial<FleetRow>][])('goes to %s while that keeps workers away', (cause, fleet) => {
    const { waits, entry, when } = givenQueued();
    waits.fleetChanged({ job_id: 'fleet', kind: 'fleet', created_at: '', version: 1, reservations: {}, ...fleet });
    when(20, () => waits.jobReceived(entry, now(entry, 0)));
    expect(spent(entry)).toEqual({ [cause]: 20 });
  });

  it('goes to the work, to the lease when its worker is gone, and to the rest that a fault costs', () => {
    const { waits, entry, when } = givenQueued();
    waits.instanceChanged('launched', instance('i-1'));
    waits.instanceChanged('booted', instance('i-1'));
    when(0, () => waits.jobChanged(entry, held(), makeJob({ status: 'launching' })));
    when(7, () => waits.instanceChanged('ended: reclaimed', instance('i-1', BEGUN)));
    when(50, () => waits.jobChanged(entry, makeJob({ status: 'launching', attempt: 1 }), held()));
    when(0, () => waits.jobChanged(entry, held(2), makeJob({ status: 'launching', attempt: 1 })));
    const crashed = { attempt: 2, started_at: '', outcome: 'crashed' } as JobRow['attempts'][number];
    const back = makeJob({ status: 'launching', attempt: 2, attempts: [crashed] });
    when(5, () => waits.jobChanged(entry, back, held(2)));
    when(30, () => waits.jobReceived(entry, now(entry, 87)));
    when(0, () => waits.jobChanged(entry, held(3), back));
    when(8, () => waits.jobChanged(entry, makeJob({ status: 'completed', attempt: 3 }), held(3)));
    expect(spent(entry)).toMatchObject({ work: 20, lease: 50, rest: 25 });
    expect(entry.wait.spent.sum()).toBe(100);
  });
});

function givenUpload(announced: 'event_late' | 'event_lost' = 'event_late') {
  let time = BEGUN;
  const waits = new Waits(() => time, { ...FLEET, waiting_jobs_per_worker: 1 });
  const entry = { uploaded_at: BEGUN, wait: waits.begin(announced) } as Entry;
  const when = (seconds: number, happens: () => void) => {
    time += seconds * 1000;
    happens();
  };
  return { waits, entry, when };
}

/** One that waits for a worker since now. */
function givenQueued() {
  const given = givenUpload();
  given.waits.eventCame(given.entry);
  given.waits.jobChanged(given.entry, makeJob({ status: 'launching' }), undefined);
  return given;
}

function held(attempt = 1): JobRow {
  return makeJob({ status: 'processing', attempt, instance_id: `i-${attempt}`, lease_until: later(1000) });
}

function instance(instance_id: string, bootedAt?: number) {
  return { instance_id, bootedAt };
}

function later(seconds: number): string {
  return plusSeconds(new Date(BEGUN), seconds);
}

function now({ uploaded_at }: Entry, seconds: number): number {
  return uploaded_at + seconds * 1000;
}

function spent({ wait }: Entry): Record<string, number> {
  const of = (seconds: Seconds) => CAUSE_NAMES.map((cause) => [cause, Math.round(seconds.of(cause) * 1000) / 1000]);
  return Object.fromEntries(of(wait.spent).filter(([, seconds]) => seconds !== 0));
}
