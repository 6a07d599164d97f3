/**
 * The life of a job against a model of it. Several processes with clocks of their own read the row when they like and
 * write what the rules make of it when they like, so most writes are made from a row that has long changed.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import * as job from '../../../core/job/job.ts';
import * as release from '../../../core/job/job-release.ts';
import { LEASE_SECONDS } from '../../../core/job/job-writes.ts';
import { launch, takeUpload, takeUploadUnheard } from '../../../core/job/new-job.ts';
import { jobError } from '../../../core/shared/errors.ts';
import type { Update } from '../../../core/shared/table.ts';
import { wrongChange } from '../../simulation/audit/transitions.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { later, makeJob, makeUpload, NOW } from '../../support/records.ts';

const PROCESSES = 4;
const ID = 'job-1';

type Shape = Pick<JobRow, 'status' | 'attempt' | 'crashes' | 'interruptions'>;

/** As little as decides what may happen next. */
type Model = {
  status: JobRow['status'];
  hasSource: boolean;
  attempt: number;
  crashes: number;
  interruptions: number;
  leaseUntil: number;
  /** Seconds since the test began. */
  time: number;
  /** What each process last read. */
  seen: (Shape | undefined)[];
};

type Real = { table: MemoryTable; read: (JobRow | undefined)[]; skew: number[] };
const WORKER = { instance_id: 'i-1', instance_type: 'g5.xlarge', market: 'spot' } as const;

type Name =
  | 'take'
  | 'take unheard'
  | 'launch'
  | 'queued'
  | 'claim'
  | 'beat'
  | 'progress'
  | 'complete'
  | 'fail'
  | 'cancel'
  | 'interrupt'
  | 'hand back'
  | 'expire'
  | 'abandon'
  | 'abandon to spot'
  | 'purge';

const isWaiting = (model: Model) => model.status === 'launching';
const isOver = (model: Model) => ['completed', 'failed', 'cancelled'].includes(model.status);
const isHeld = (model: Model, attempt: number) => model.status === 'processing' && model.attempt === attempt;

/** What the rules make of the row that the process read, and what the model says must come of it. */
const CHANGES: Record<
  Name,
  {
    update(row: JobRow, now: Date): Update<JobRow>;
    may(model: Model, seen: Model['seen'][0] & {}, now: number): boolean;
    becomes(model: Model, now: number, seen: Model['seen'][0] & {}): void;
  }
> = {
  take: {
    update: (row, now) => takeUpload(row, makeUpload(), true, now),
    may: (model) => model.status === 'registered' && !model.hasSource,
    becomes: (model) => Object.assign(model, { status: 'launching', hasSource: true }),
  },
  'take unheard': {
    update: (row, now) => takeUploadUnheard(row, makeUpload(), now),
    may: (model) => model.status === 'cancelled' && !model.hasSource,
    becomes: (model) => Object.assign(model, { hasSource: true }),
  },
  launch: {
    update: (row, now) => launch(row, now),
    may: (model) => model.status === 'registered' && model.attempt === 0,
    becomes: (model) => Object.assign(model, { status: 'launching' }),
  },
  queued: { update: (row, now) => job.markQueued(row, now), may: isWaiting, becomes: () => {} },
  claim: {
    update: (row, now) => job.claim(row, WORKER, now),
    may: (model, seen, now) =>
      model.attempt === seen.attempt &&
      (seen.status === 'processing'
        ? model.status === 'processing' && model.leaseUntil < now
        : model.status === 'launching'),
    becomes: (model, now, seen) => {
      model.crashes = seen.crashes + (seen.status === 'processing' ? 1 : 0);
      Object.assign(model, { status: 'processing', attempt: seen.attempt + 1, leaseUntil: now + LEASE_SECONDS });
    },
  },
  beat: {
    update: (row, now) => job.renewLease(row, now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model, now) => Object.assign(model, { leaseUntil: now + LEASE_SECONDS }),
  },
  progress: {
    update: (row, now) => job.recordProgress(row, { seconds_done: 1, duration_seconds: 2 }, now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: () => {},
  },
  complete: {
    update: (row, now) => job.complete(row, { results: { json: 's3://b/j' }, duration_seconds: 2, warnings: [] }, now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model) => Object.assign(model, { status: 'completed' }),
  },
  fail: {
    update: (row, now) => job.fail(row, jobError('internal', 'it failed'), now),
    may: (model, seen) =>
      ['registered', 'launching', 'processing'].includes(model.status) &&
      model.status === seen.status &&
      model.attempt === seen.attempt,
    becomes: (model) => Object.assign(model, { status: 'failed' }),
  },
  interrupt: {
    update: (row, now) => release.handBack(row, 'interrupted', now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model, _now, seen) =>
      Object.assign(model, { status: 'launching', interruptions: seen.interruptions + 1 }),
  },
  cancel: {
    update: (row, now) => job.cancel(row, jobError('cancelled', 'by the operator'), now),
    may: (model, seen) => CHANGES.fail.may(model, seen, 0),
    becomes: (model) => Object.assign(model, { status: 'cancelled' }),
  },
  'hand back': {
    update: (row, now) => release.handBack(row, 'crashed', now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model, _now, seen) => Object.assign(model, { status: 'launching', crashes: seen.crashes + 1 }),
  },
  expire: {
    update: (row, now) => release.expireLease(row, now),
    may: (model, seen, now) => isHeld(model, seen.attempt) && model.leaseUntil < now,
    becomes: (model, _now, seen) => Object.assign(model, { status: 'launching', crashes: seen.crashes + 1 }),
  },
  abandon: {
    update: (row, now) => release.abandon(row, false, now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model, _now, seen) => Object.assign(model, { status: 'launching', crashes: seen.crashes + 1 }),
  },
  'abandon to spot': {
    update: (row, now) => release.abandon(row, true, now),
    may: (model, seen) => isHeld(model, seen.attempt),
    becomes: (model, _now, seen) =>
      Object.assign(model, { status: 'launching', interruptions: seen.interruptions + 1 }),
  },
  purge: { update: (row, now) => job.startPurge(row, now), may: isOver, becomes: () => {} },
};

class Pass implements fc.AsyncCommand<Model, Real> {
  constructor(readonly seconds: number) {}
  check = () => true;
  async run(model: Model): Promise<void> {
    model.time += this.seconds;
  }
  toString = () => `${this.seconds} s pass`;
}

class Read implements fc.AsyncCommand<Model, Real> {
  constructor(readonly process: number) {}
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    model.seen[this.process] = shape(model);
    real.read[this.process] = await rowIn(real.table);
  }
  toString = () => `process ${this.process} reads`;
}

class Change implements fc.AsyncCommand<Model, Real> {
  constructor(
    readonly process: number,
    readonly name: Name,
  ) {}
  check = (model: Readonly<Model>) => model.seen[this.process] !== undefined;

  async run(model: Model, { table, read, skew }: Real): Promise<void> {
    const { update, may, becomes } = CHANGES[this.name];
    const [seen, row] = [model.seen[this.process]!, read[this.process]!];
    const now = model.time + skew[this.process]!;
    const before = await rowIn(table);
    const expected = may(model, seen, now);
    expect(await table.write(update(row, later(now)))).toBe(expected);
    if (expected) becomes(model, now, seen);
    const after = await rowIn(table);
    expect(wrongChange(before, after)).toBeUndefined();
    expect(shape(after)).toEqual(shape(model));
    if (model.status === 'processing') expect(after.lease_until).toBe(later(model.leaseUntil).toISOString());
  }
  toString = () => `process ${this.process}: ${this.name}`;
}

const processes = fc.nat({ max: PROCESSES - 1 });
const commands = fc.commands(
  [
    fc.integer({ min: 1, max: 100 }).map((seconds) => new Pass(seconds)),
    processes.map((process) => new Read(process)),
    fc
      .tuple(processes, fc.constantFrom(...(Object.keys(CHANGES) as Name[])))
      .map(([process, name]) => new Change(process, name)),
  ],
  { maxCommands: 60 },
);
const skews = fc.array(fc.integer({ min: -150, max: 150 }), { minLength: PROCESSES, maxLength: PROCESSES });
const begins = fc.constantFrom<JobRow['status']>('registered', 'launching');

it('goes only where the model goes, whoever writes from whatever he read', async () => {
  await fc.assert(
    fc.asyncProperty(commands, skews, begins, async (run, skew, status) => {
      const setup = async () => {
        const table = new MemoryTable();
        await table.write({ kind: 'put', row: givenRow(status) });
        const nobody = Array.from({ length: PROCESSES }, () => undefined);
        const counts = { attempt: 0, crashes: 0, interruptions: 0, leaseUntil: 0, time: 0 };
        const model: Model = { status, hasSource: status !== 'registered', ...counts, seen: [...nobody] };
        return { model, real: { table, read: [...nobody], skew } };
      };
      await fc.asyncModelRun(setup, run);
    }),
    { seed: 20_260_301, numRuns: 3_000 },
  );
}, 60_000);

function givenRow(status: JobRow['status']): JobRow {
  const row = makeJob({ job_id: ID, status, created_at: NOW.toISOString() });
  if (status !== 'registered') return row;
  const { s3_key: _key, s3_version_id: _version, upload_version: _upload, bucket: _bucket, ...registered } = row;
  return registered;
}

async function rowIn(table: MemoryTable): Promise<JobRow> {
  return (await table.get(ID)) as JobRow;
}

function shape({ status, attempt, crashes, interruptions }: Shape): Shape {
  return { status, attempt, crashes, interruptions };
}
