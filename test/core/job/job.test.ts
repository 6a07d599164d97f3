/** Every state a job can be in against everything that may happen to it, on the table that the rules are written for. */
import { describe, expect, it } from 'vitest';
import type { JobRow, JobStatus } from '../../../core/contracts/job-row.ts';
import * as rules from '../../../core/job/job.ts';
import * as release from '../../../core/job/job-release.ts';
import { interruptedTooOften } from '../../../core/job/job-state.ts';
import { LEASE_SECONDS } from '../../../core/job/job-writes.ts';
import { launch, registeredJob, takeUpload } from '../../../core/job/new-job.ts';
import { jobError } from '../../../core/shared/errors.ts';
import type { Update } from '../../../core/shared/table.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { later, makeInstance, makeJob, makeUpload, NOW } from '../../support/records.ts';

const AFTER_LEASE = later(LEASE_SECONDS + 1);
const UPLOAD = makeUpload();
const RESULTS = { txt: 't', json: 'j', srt: 's', vtt: 'v' };
const DONE = { results: RESULTS, duration_seconds: 4, warnings: [] };
const ERROR = jobError('no_audio_stream', 'no audio');

/** A row in each state as the rules leave it. */
const STATES = {
  registered: makeRegistered(),
  'registered with upload': makeJob({ status: 'registered' }),
  launching: makeJob({ status: 'launching', due_class: 'waiting', due_at: later(600).toISOString() }),
  processing: makeHeld(),
  completed: makeJob({ status: 'completed', attempt: 1 }),
  failed: makeJob({ status: 'failed', attempt: 1 }),
  cancelled: makeJob({ status: 'cancelled', attempt: 1 }),
};
type State = keyof typeof STATES;

type Happening = { change: (job: JobRow) => Update<JobRow>; legal: Partial<Record<State, JobStatus>> };

const HAPPENINGS: Record<string, Happening> = {
  'takes its upload': {
    change: (job) => takeUpload(job, UPLOAD, true, NOW),
    legal: { registered: 'launching' },
  },
  'takes an upload that will be refused': {
    change: (job) => takeUpload(job, UPLOAD, false, NOW),
    legal: { registered: 'registered' },
  },
  'is launched': {
    change: (job) => launch(job, NOW),
    legal: { registered: 'launching', 'registered with upload': 'launching' },
  },
  'is queued': { change: (job) => rules.markQueued(job, NOW), legal: { launching: 'launching' } },
  'is claimed': { change: (job) => rules.claim(job, makeInstance('i-2'), NOW), legal: { launching: 'processing' } },
  'is claimed after its lease ran out': {
    change: (job) => rules.claim(job, makeInstance('i-2'), AFTER_LEASE),
    legal: { launching: 'processing', processing: 'processing' },
  },
  'is renewed': { change: (job) => rules.renewLease(job, NOW), legal: { processing: 'processing' } },
  'moves on': {
    change: (job) => rules.recordProgress(job, { seconds_done: 1, duration_seconds: 4 }, NOW),
    legal: { processing: 'processing' },
  },
  'is completed': { change: (job) => rules.complete(job, DONE, NOW), legal: { processing: 'completed' } },
  fails: {
    change: (job) => rules.fail(job, ERROR, NOW),
    legal: { registered: 'failed', 'registered with upload': 'failed', launching: 'failed', processing: 'failed' },
  },
  'is cancelled': {
    change: (job) => rules.cancel(job, jobError('cancelled', 'the operator cancelled the job'), NOW),
    legal: {
      registered: 'cancelled',
      'registered with upload': 'cancelled',
      launching: 'cancelled',
      processing: 'cancelled',
    },
  },
  'is about to be removed': {
    change: (job) => rules.startPurge(job, NOW),
    legal: { completed: 'completed', failed: 'failed', cancelled: 'cancelled' },
  },
  'is handed back': { change: (job) => release.handBack(job, 'handed_back', NOW), legal: { processing: 'launching' } },
  'loses its worker while the lease lasts': { change: (job) => release.expireLease(job, NOW), legal: {} },
  'loses its worker': { change: (job) => release.expireLease(job, AFTER_LEASE), legal: { processing: 'launching' } },
};

const cases = Object.entries(HAPPENINGS).flatMap(([happening, { change, legal }]) =>
  (Object.keys(STATES) as State[]).map((state) => ({ state, happening, change, becomes: legal[state] })),
);

describe('the life of a job', () => {
  it.each(cases.filter((one) => one.becomes))('$state, $happening: $becomes', async ({ state, change, becomes }) => {
    expect(await statusAfter(state, change)).toEqual({ written: true, status: becomes });
  });

  it.each(cases.filter((one) => !one.becomes))('$state, $happening: refused', async ({ state, change }) => {
    expect(await statusAfter(state, change)).toEqual({ written: false, status: STATES[state].status });
  });
});

describe('a worker that lost its job', () => {
  const fencedWrites = Object.entries({
    renew: (job: JobRow) => rules.renewLease(job, AFTER_LEASE),
    'say how far it is': (job: JobRow) =>
      rules.recordProgress(job, { seconds_done: 1, duration_seconds: 4 }, AFTER_LEASE),
    complete: (job: JobRow) => rules.complete(job, DONE, AFTER_LEASE),
    fail: (job: JobRow) => rules.fail(job, ERROR, AFTER_LEASE),
    'hand back': (job: JobRow) => release.handBack(job, 'crashed', AFTER_LEASE),
    claim: (job: JobRow) => rules.claim(job, makeInstance('i-1'), AFTER_LEASE),
  });

  it.each(fencedWrites)('can no longer %s it once another holds it', async (_what, write) => {
    const table = await tableWith(STATES.processing);
    await table.write(rules.claim(STATES.processing, makeInstance('i-2'), AFTER_LEASE));
    await expectRefused(table, write(STATES.processing));
  });

  it.each(fencedWrites)('can no longer %s it once it is cancelled', async (_what, write) => {
    const table = await tableWith(STATES.processing);
    await table.write(rules.cancel(STATES.processing, ERROR, NOW));
    await expectRefused(table, write(STATES.processing));
  });

  it.each(fencedWrites)('can no longer %s it once it waits again', async (_what, write) => {
    const table = await tableWith(STATES.processing);
    await table.write(release.expireLease(STATES.processing, AFTER_LEASE));
    await expectRefused(table, write(STATES.processing));
  });
});

describe('a claim', () => {
  it('starts the next attempt with a lease that the index knows', async () => {
    const job = await rowAfter(STATES.launching, rules.claim(STATES.launching, makeInstance('i-2'), NOW));
    const until = later(LEASE_SECONDS).toISOString();
    expect(job).toMatchObject({
      attempt: 1,
      crashes: 0,
      instance_id: 'i-2',
      lease_until: until,
      due_class: 'running',
      due_at: until,
    });
  });

  it('of a job whose worker vanished counts a crash and forgets its progress', async () => {
    const held = { ...STATES.processing, progress: { seconds_done: 1, duration_seconds: 4 } };
    const job = await rowAfter(held, rules.claim(held, makeInstance('i-2'), AFTER_LEASE));
    expect(job).toMatchObject({ attempt: 2, crashes: 1, instance_id: 'i-2' });
    expect(job.progress).toBeUndefined();
  });

  it('is won by one of two', async () => {
    const table = await tableWith(STATES.launching);
    const claims = ['i-1', 'i-2'].map((id) => table.write(rules.claim(STATES.launching, makeInstance(id), NOW)));
    expect(await Promise.all(claims)).toEqual([true, false]);
  });
});

describe('an end', () => {
  it.each([
    ['completed', rules.complete(STATES.processing, DONE, NOW)],
    ['failed', rules.fail(STATES.processing, ERROR, NOW)],
  ])('%s leaves nothing to come back to', async (_how, update) => {
    const job = await rowAfter(STATES.processing, update);
    expect(job.finished_at).toBe(NOW.toISOString());
    for (const name of ['due_class', 'due_at', 'lease_until']) expect(job).not.toHaveProperty(name);
  });

  it('by an operator says how long the worker may still write', async () => {
    const job = await rowAfter(STATES.processing, rules.cancel(STATES.processing, ERROR, NOW));
    expect(job).toMatchObject({ finished_at: NOW.toISOString(), lease_until: STATES.processing.lease_until });
    expect(job).not.toHaveProperty('due_class');
  });

  it('by an operator ends the attempt too', async () => {
    const held = await rowAfter(STATES.launching, rules.claim(STATES.launching, makeInstance('i-2'), NOW));
    const job = await rowAfter(held, rules.cancel(held, ERROR, NOW));
    expect(job.attempts.map(({ outcome }) => outcome)).toEqual(['cancelled']);
  });

  it('with an error says so in the words of the contract too', async () => {
    const job = await rowAfter(STATES.processing, rules.fail(STATES.processing, ERROR, NOW));
    expect(job).toMatchObject({ error: ERROR, error_message: 'no_audio_stream: no audio' });
  });
});

describe('a job that is handed back', () => {
  const back = (why: release.HandBack) => rowAfter(STATES.processing, release.handBack(STATES.processing, why, NOW));

  it.each([
    ['handed_back', { crashes: 0, interruptions: 0 }],
    ['interrupted', { crashes: 0, interruptions: 1 }],
    ['crashed', { crashes: 1, interruptions: 0 }],
    ['engine_unusable', { crashes: 0, interruptions: 0 }],
  ] as const)('as %s waits again and counts %o', async (why, counts) => {
    const row = await back(why);
    expect(row).toMatchObject({ ...counts, status: 'launching', due_class: 'waiting' });
    expect(row).not.toHaveProperty('lease_until');
  });

  it('may be interrupted twenty times', () => {
    expect([19, 20].map((interruptions) => interruptedTooOften(makeJob({ interruptions })))).toEqual([false, true]);
  });
});

describe('the attempts on a row', () => {
  const first = { attempt: 1, ...makeInstance('i-1'), started_at: NOW.toISOString() };
  const held = { ...STATES.processing, attempts: [first] };
  const ENDS = {
    completed: (job: JobRow) => rules.complete(job, DONE, later(60)),
    failed: (job: JobRow) => rules.fail(job, ERROR, later(60)),
    handed_back: (job: JobRow) => release.handBack(job, 'handed_back', later(60)),
    interrupted: (job: JobRow) => release.handBack(job, 'interrupted', later(60)),
    crashed: (job: JobRow) => release.handBack(job, 'crashed', later(60)),
    engine_unusable: (job: JobRow) => release.handBack(job, 'engine_unusable', later(60)),
  };

  it('begin with a claim, on which instance and when', async () => {
    const job = await rowAfter(STATES.launching, rules.claim(STATES.launching, makeInstance('i-1'), NOW));
    expect(job.attempts).toEqual([first]);
  });

  it.each(Object.entries(ENDS))('end as %s', async (outcome, end) => {
    const [ended] = (await rowAfter(held, end(held))).attempts;
    expect(ended).toMatchObject({ ...first, outcome, ended_at: later(60).toISOString() });
  });

  it('keep the words of what ended them, within limits', async () => {
    const update = release.handBack(held, 'crashed', later(60), 'x'.repeat(1000));
    expect((await rowAfter(held, update)).attempts[0]?.error).toBe('x'.repeat(300));
  });

  it.each([
    ['its lease is released', release.expireLease(held, AFTER_LEASE)],
    ['another worker takes the job over', rules.claim(held, makeInstance('i-2'), AFTER_LEASE)],
    ['the job is failed after its release', rules.fail({ ...held, status: 'launching' }, ERROR, AFTER_LEASE)],
  ])('end as lost when %s', async (_when, update) => {
    const before = update.set['status'] === 'failed' ? { ...held, status: 'launching' as const } : held;
    const [ended, ...others] = (await rowAfter(before, update)).attempts;
    expect(ended).toMatchObject({
      outcome: 'lost',
      ended_at: AFTER_LEASE.toISOString(),
      error: expect.any(String),
    });
    expect(others.map((one) => one.instance_id)).toEqual(update.set['attempt'] ? ['i-2'] : []);
  });

  it('are never ended twice', async () => {
    const ended = { ...first, ended_at: later(5).toISOString(), outcome: 'interrupted' as const };
    const waiting = makeJob({ attempt: 1, attempts: [ended] });
    const job = await rowAfter(waiting, rules.claim(waiting, makeInstance('i-2'), later(60)));
    expect(job.attempts[0]).toEqual(ended);
  });

  it('keep the newest hundred', async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ ...first, attempt: n + 1 }));
    const waiting = makeJob({ attempt: 100, attempts: many });
    const job = await rowAfter(waiting, rules.claim(waiting, makeInstance(), NOW));
    expect(job.attempts.map((one) => one.attempt)).toEqual(Array.from({ length: 100 }, (_, n) => n + 2));
  });
});

it('a row from before there were attempts reads as one without any', async () => {
  const { attempts: _none, interruptions: _zero, ...old } = makeJob();
  const table = await tableWith(old as JobRow);
  expect(await table.get('job-1')).toMatchObject({ attempts: [], interruptions: 0 });
});

function makeRegistered(): JobRow {
  return registeredJob({ job_id: 'job-1', options: {}, warnings: [] }, NOW);
}

function makeHeld(): JobRow {
  const until = later(LEASE_SECONDS).toISOString();
  return makeJob({
    status: 'processing',
    attempt: 1,
    instance_id: 'i-1',
    lease_until: until,
    due_class: 'running',
    due_at: until,
  });
}

async function tableWith(job: JobRow): Promise<MemoryTable> {
  const table = new MemoryTable();
  await table.write({ kind: 'put', row: job });
  return table;
}

async function rowAfter(job: JobRow, update: Update<JobRow>): Promise<JobRow> {
  const table = await tableWith(job);
  expect(await table.write(update)).toBe(true);
  return (await table.get(job.job_id)) as JobRow;
}

async function statusAfter(state: State, change: Happening['change']) {
  const table = await tableWith(STATES[state]);
  const written = await table.write(change(STATES[state]));
  const row = (await table.get('job-1')) as JobRow;
  return { written, status: row.status };
}

async function expectRefused(table: MemoryTable, update: Update<JobRow>): Promise<void> {
  const before = await table.get('job-1');
  expect(await table.write(update)).toBe(false);
  expect(await table.get('job-1')).toEqual(before);
}
