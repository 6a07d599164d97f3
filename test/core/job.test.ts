/** Every state a job can be in against everything that may happen to it, on the table that the rules are written for. */
import { describe, expect, it } from 'vitest';
import type { JobRow, JobStatus } from '../../core/contracts/rows.ts';
import { jobError } from '../../core/errors.ts';
import * as rules from '../../core/job.ts';
import type { Update } from '../../core/table.ts';
import { MemoryTable } from '../support/memory/table.ts';
import { later, makeJob, makeUpload, NOW } from '../support/records.ts';

const AFTER_LEASE = later(rules.LEASE_SECONDS + 1);
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

type Happening = { change: (job: JobRow) => Update; legal: Partial<Record<State, JobStatus>> };

const HAPPENINGS: Record<string, Happening> = {
  'takes its upload': {
    change: (job) => rules.takeUpload(job, UPLOAD, true, NOW),
    legal: { registered: 'launching' },
  },
  'takes an upload that will be refused': {
    change: (job) => rules.takeUpload(job, UPLOAD, false, NOW),
    legal: { registered: 'registered' },
  },
  'is launched': {
    change: (job) => rules.launch(job, NOW),
    legal: { registered: 'launching', 'registered with upload': 'launching' },
  },
  'is queued': { change: (job) => rules.queued(job, NOW), legal: { launching: 'launching' } },
  'is claimed': { change: (job) => rules.claim(job, 'i-2', NOW), legal: { launching: 'processing' } },
  'is claimed after its lease ran out': {
    change: (job) => rules.claim(job, 'i-2', AFTER_LEASE),
    legal: { launching: 'processing', processing: 'processing' },
  },
  'is renewed': { change: (job) => rules.beat(job, NOW), legal: { processing: 'processing' } },
  'moves on': {
    change: (job) => rules.progressed(job, { seconds_done: 1, duration_seconds: 4 }, NOW),
    legal: { processing: 'processing' },
  },
  'is completed': { change: (job) => rules.complete(job, DONE, NOW), legal: { processing: 'completed' } },
  fails: {
    change: (job) => rules.fail(job, ERROR, NOW),
    legal: { registered: 'failed', 'registered with upload': 'failed', launching: 'failed', processing: 'failed' },
  },
  'is handed back': { change: (job) => rules.handBack(job, false, NOW), legal: { processing: 'launching' } },
  'loses its worker while the lease lasts': { change: (job) => rules.expireLease(job, NOW), legal: {} },
  'loses its worker': { change: (job) => rules.expireLease(job, AFTER_LEASE), legal: { processing: 'launching' } },
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
    renew: (job: JobRow) => rules.beat(job, AFTER_LEASE),
    'say how far it is': (job: JobRow) => rules.progressed(job, { seconds_done: 1, duration_seconds: 4 }, AFTER_LEASE),
    complete: (job: JobRow) => rules.complete(job, DONE, AFTER_LEASE),
    fail: (job: JobRow) => rules.fail(job, ERROR, AFTER_LEASE),
    'hand back': (job: JobRow) => rules.handBack(job, true, AFTER_LEASE),
    claim: (job: JobRow) => rules.claim(job, 'i-1', AFTER_LEASE),
  });

  it.each(fencedWrites)('can no longer %s it once another holds it', async (_what, write) => {
    const table = await tableWith(STATES.processing);
    await table.write(rules.claim(STATES.processing, 'i-2', AFTER_LEASE));
    await expectRefused(table, write(STATES.processing));
  });

  it.each(fencedWrites)('can no longer %s it once it waits again', async (_what, write) => {
    const table = await tableWith(STATES.processing);
    await table.write(rules.expireLease(STATES.processing, AFTER_LEASE));
    await expectRefused(table, write(STATES.processing));
  });
});

describe('a claim', () => {
  it('starts the next attempt with a lease that the index knows', async () => {
    const job = await rowAfter(STATES.launching, rules.claim(STATES.launching, 'i-2', NOW));
    const until = later(rules.LEASE_SECONDS).toISOString();
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
    const job = await rowAfter(held, rules.claim(held, 'i-2', AFTER_LEASE));
    expect(job).toMatchObject({ attempt: 2, crashes: 1, instance_id: 'i-2' });
    expect(job.progress).toBeUndefined();
  });

  it('is won by one of two', async () => {
    const table = await tableWith(STATES.launching);
    const claims = ['i-1', 'i-2'].map((id) => table.write(rules.claim(STATES.launching, id, NOW)));
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

  it('with an error says so in the words of seed 004 too', async () => {
    const job = await rowAfter(STATES.processing, rules.fail(STATES.processing, ERROR, NOW));
    expect(job).toMatchObject({ error: ERROR, error_message: 'no_audio_stream: no audio' });
  });
});

it('hands a job back with or without counting a crash', async () => {
  const back = (crashed: boolean) => rowAfter(STATES.processing, rules.handBack(STATES.processing, crashed, NOW));
  expect((await back(false)).crashes).toBe(0);
  expect(await back(true)).toMatchObject({ crashes: 1, status: 'launching', due_class: 'waiting' });
  expect(await back(true)).not.toHaveProperty('lease_until');
});

function makeRegistered(): JobRow {
  return rules.registeredJob({ job_id: 'job-1', options: {}, warnings: [] }, NOW);
}

function makeHeld(): JobRow {
  const until = later(rules.LEASE_SECONDS).toISOString();
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

async function rowAfter(job: JobRow, update: Update): Promise<JobRow> {
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

async function expectRefused(table: MemoryTable, update: Update): Promise<void> {
  const before = await table.get('job-1');
  expect(await table.write(update)).toBe(false);
  expect(await table.get('job-1')).toEqual(before);
}
