/**
 * The lease among several workers: messages that are there twice, calls that take their time, fail, or lose their
 * answers, workers that stand still, and clocks that disagree.
 */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { JobMessage } from '../../../core/contracts/messages.ts';
import { complete } from '../../../core/job/job.ts';
import { jobMessage } from '../../../core/job/message.ts';
import type { Clock } from '../../../core/shared/ports.ts';
import { type ClaimJob, claimJob } from '../../../core/worker/claim.ts';
import { holdLease } from '../../../core/worker/lease.ts';
import { type FaultKind, FaultyProcess } from '../../support/faulty-process.ts';
import { VirtualClock } from '../../support/memory/clock.ts';
import { MemoryLog } from '../../support/memory/log.ts';
import { MemoryObjects } from '../../support/memory/objects.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { MemoryWorkQueue } from '../../support/memory/work-queue.ts';
import { makeJob } from '../../support/records.ts';

type Step = { fault: FaultKind | 'none'; travel_ms: number; answer_ms: number; stall_ms: number };
/** From call number `dark_from` on, nothing gets through any more. */
type Script = { skew_ms: number; work_ms: number; steps: Step[]; dark_from: number };

/** `hold-lease` drops a job 15 s before its lease ends: clocks may differ by as much, less what a call takes. */
const ALLOWED_SKEW_MS = 6_000;
const PLAY_SECONDS = 500;
const LONGEST_CALL_MS = 2_000;
/** The SDK waits 30 s for an answer and tries three times; a lease counts from before the call. */
const LONGEST_ANSWER_MS = 90_000;

const scripts = (skew: number, faults: (FaultKind | 'none')[]) =>
  fc.array(
    fc.record<Script>({
      skew_ms: fc.integer({ min: -skew, max: skew }),
      work_ms: fc.integer({ min: 1_000, max: 300_000 }),
      dark_from: fc.oneof(fc.constant(10_000), fc.integer({ min: 3, max: 12 })),
      steps: fc.array(
        fc.record<Step>({
          fault: fc.constantFrom(...faults),
          travel_ms: fc.integer({ min: 0, max: LONGEST_CALL_MS }),
          answer_ms: fc.oneof(fc.constant(5), fc.integer({ min: 0, max: LONGEST_ANSWER_MS })),
          stall_ms: fc.integer({ min: 1_000, max: 400_000 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    }),
    { minLength: 2, maxLength: 4 },
  );

it('is held by one at a time, as long as the clocks agree to seconds and nobody stands still', async () => {
  const faults = ['none', 'none', 'none', 'fails before', 'fails after'] as const;
  await fc.assert(
    fc.asyncProperty(scripts(ALLOWED_SKEW_MS, [...faults]), async (run) => {
      const { mostAtOnce } = await play(run);
      expect(mostAtOnce).toBeLessThanOrEqual(1);
    }),
    { seed: 20_260_302, numRuns: 400 },
  );
}, 60_000);

it('lets nobody but the last holder write, whatever the clocks say and whoever stands still', async () => {
  const faults = ['none', 'none', 'fails before', 'fails after', 'dies before', 'dies after', 'stalls before'] as const;
  await fc.assert(
    fc.asyncProperty(scripts(600_000, [...faults]), async (run) => {
      const { lateWrites } = await play(run);
      expect(lateWrites).toEqual([]);
    }),
    { seed: 20_260_303, numRuns: 500 },
  );
}, 60_000);

type Played = { mostAtOnce: number; lateWrites: string[] };

/** One job, message upon message for it, and workers that want it. */
async function play(run: Script[]): Promise<Played> {
  const clock = new VirtualClock();
  const log = new MemoryLog();
  const played: Played = { mostAtOnce: 0, lateWrites: [] };
  const holders = new Set<number>();
  const table = new MemoryTable({
    on_change: (after, before) => {
      if (before && before['attempt'] !== after['attempt'] && after['attempt'] !== (before['attempt'] as number) + 1) {
        played.lateWrites.push(`attempt ${before['attempt']} became ${after['attempt']}`);
      }
    },
  });
  const jobs = new MemoryWorkQueue(clock, { schema: JobMessage, log });
  const job = makeJob();
  await table.write({ kind: 'put', row: job });
  const hold = {
    begin: (worker: number) => {
      holders.add(worker);
      played.mostAtOnce = Math.max(played.mostAtOnce, holders.size);
    },
    end: (worker: number) => void holders.delete(worker),
    wrote: (attempt: number, row: JobRow | undefined) => {
      if (row?.attempt !== attempt) played.lateWrites.push(`attempt ${attempt} wrote over attempt ${row?.attempt}`);
    },
  };
  run.forEach((script, number) => {
    void work({ clock, log, table, jobs, objects: new MemoryObjects({ clock }) }, script, number, hold);
  });
  for (let second = 0; second < PLAY_SECONDS; second += 5) {
    await jobs.send(jobMessage(job));
    await clock.advance(5);
  }
  return played;
}

type Shared = Pick<ClaimJob, 'log' | 'objects'> & {
  clock: VirtualClock;
  table: MemoryTable;
  jobs: MemoryWorkQueue<typeof JobMessage>;
};
type Hold = {
  begin(worker: number): void;
  end(worker: number): void;
  wrote(attempt: number, row: JobRow | undefined): void;
};

async function work(shared: Shared, script: Script, number: number, hold: Hold): Promise<void> {
  const { clock, table } = shared;
  const process = new ScriptedProcess(script, clock);
  const deps = process.wrap({
    ...shared,
    clock: process.clock,
    worker: workerNamed(`i-${number}`),
    model: { name: 'demo' },
  });
  for (;;) {
    const message = await deps.jobs.receive({ wait_seconds: 20 }).catch(() => undefined);
    const claim = message && (await claimJob(deps, message).catch(() => undefined));
    if (claim?.kind !== 'held') await clock.sleep(1_000);
    if (!message || claim?.kind !== 'held') continue;
    hold.begin(number);
    const lease = holdLease(deps, claim.job, message.receipt);
    lease.signal.addEventListener('abort', () => hold.end(number));
    await deps.clock.sleep(script.work_ms, lease.signal);
    if (lease.signal.aborted) continue;
    const attempt = claim.job.attempt;
    const done = complete(claim.job, { results: {}, duration_seconds: 1, warnings: [] }, deps.clock.now());
    const before = (await table.get(claim.job.job_id)) as JobRow;
    if (await deps.table.write(done).catch(() => false)) hold.wrote(attempt, before);
    hold.end(number);
    void lease.release();
    return;
  }
}

/** Its calls go one after the other through the script, again and again. */
class ScriptedProcess extends FaultyProcess {
  readonly clock: Clock;
  readonly #script: Script;
  readonly #virtual: VirtualClock;
  #step: Step = { fault: 'none', travel_ms: 0, answer_ms: 0, stall_ms: 0 };
  #made = 0;

  constructor(script: Script, clock: VirtualClock) {
    super();
    this.#script = script;
    this.#virtual = clock;
    this.clock = {
      now: () => new Date(clock.milliseconds() + script.skew_ms),
      sleep: (milliseconds, signal) => clock.sleep(milliseconds, signal),
    };
  }

  protected override faultOf(): FaultKind | undefined {
    const { steps } = this.#script;
    this.#step = steps[this.#made % steps.length] ?? this.#step;
    this.#made += 1;
    if (this.#made >= this.#script.dark_from) return 'fails before';
    return this.#step.fault === 'none' ? undefined : this.#step.fault;
  }

  protected override travel(): Promise<void> {
    return this.#virtual.sleep(this.#step.travel_ms);
  }

  protected override comeBack(): Promise<void> {
    return this.#virtual.sleep(this.#step.answer_ms);
  }

  protected override stall(): Promise<unknown> {
    this.#virtual.at(this.#virtual.milliseconds() + this.#step.stall_ms, () => this.resume());
    return super.stall();
  }
}

function workerNamed(instance_id: string) {
  return { instance_id, instance_type: 'g5.xlarge', market: 'spot' } as const;
}
