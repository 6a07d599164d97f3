/** A cancel that comes at any step of a job: what the client was told is what the job became, and what its receiver got. */
import { describe, expect, it } from 'vitest';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { JobFailure, RequestProblem } from '../../../core/shared/errors.ts';
import { FAULTS, type Fault, FaultyProcess } from '../../support/faulty-process.ts';
import type { Script } from '../../support/memory/engine.ts';
import { unreachable } from '../../support/memory/webhook-transport.ts';
import {
  carryOn,
  givenQueuedJob,
  givenWebJob,
  jobIn,
  makeWorld,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const TENANT = 'default';
/** Longer than a look at the row takes to come, so that there are looks among the calls. */
const SUCCESS: Script = { texts: ['Hello there.', 'Goodbye.'], seconds_per_segment: 4 };
const FAILURE: Script = { ...SUCCESS, error: new JobFailure('unsupported_media', 'it is damaged') };

/** Does something before one of its calls, or when the first that is not before that comes back. */
class RacedProcess extends FaultyProcess {
  #isOver = false;

  constructor(
    readonly at: number,
    readonly when: 'before' | 'after',
    readonly race: () => Promise<void>,
  ) {
    super();
  }

  protected override travel(): Promise<void> {
    return this.#raceIf('before');
  }

  protected override comeBack(): Promise<void> {
    return this.#raceIf('after');
  }

  async #raceIf(when: 'before' | 'after'): Promise<void> {
    if (this.#isOver || when !== this.when || this.calls.length < this.at) return;
    this.#isOver = true;
    await this.race();
  }
}

describe.each([
  { what: 'a job', given: givenQueuedJob, outcome: 'completed', script: SUCCESS },
  { what: 'a job', given: givenQueuedJob, outcome: 'failed', script: FAILURE },
  { what: 'a job of the web', given: givenWebJob, outcome: 'completed', script: SUCCESS },
])('a cancel of $what that would be $outcome', async ({ given, outcome, script }) => {
  const races = (await callsOfOneRun(script, given)).flatMap((name, index) =>
    (['before', 'after'] as const).map((when) => ({ name, when, at: index + 1 })),
  );

  it.each(races)('$when its worker’s call $at, $name', async ({ at, when }) => {
    const world = makeWorld();
    const { job_id } = await given(world);
    world.engine.usual = script;
    let told: unknown = 'never asked';
    const race = async () => {
      told = await cancelled(world, job_id);
    };
    const process = new RacedProcess(at, when, race);
    await world.clock.until(workOnce(process.wrap(workerOn(world))));
    await carryOn(world);
    await expectAsTold(world, job_id, told, outcome);
  });
});

describe('a cancel whose process meets a fault', async () => {
  const faults = (await callsOfOneCancel()).flatMap((name, index) =>
    FAULTS.map((kind) => ({ name, kind, call: index + 1 })),
  );

  it.each(faults)('ends the job all the same: $kind call $call, $name', async (fault) => {
    const { world, job_id } = await givenFaultyCancel(fault);
    expect(await cancelled(world, job_id)).toBe('cancelled');
    world.transport.usual = { kind: 'answered', http_status: 200, milliseconds: 1 };
    await carryOn(world, 45);
    await expectAsTold(world, job_id, 'cancelled', 'none');
  });
});

/** What the client is told. */
async function cancelled(world: World, job_id: string): Promise<string> {
  try {
    await cancelOwnJob(world, job_id, TENANT);
    return 'cancelled';
  } catch (error) {
    if (error instanceof RequestProblem) return error.code;
    throw error;
  }
}

async function callsOfOneRun(script: Script, given: (world: World) => Promise<unknown>): Promise<string[]> {
  const world = makeWorld();
  await given(world);
  world.engine.usual = script;
  const process = new FaultyProcess();
  await world.clock.until(workOnce(process.wrap(workerOn(world))));
  return process.calls;
}

async function callsOfOneCancel(): Promise<string[]> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  const process = new FaultyProcess();
  await cancelOwnJob(process.wrap({ ...world }), job_id, TENANT);
  return process.calls;
}

async function givenFaultyCancel(fault: Fault): Promise<{ world: World; job_id: string }> {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  world.transport.usual = unreachable();
  const process = new FaultyProcess(fault);
  const asked = cancelOwnJob(process.wrap({ ...world }), job_id, TENANT).catch(() => undefined);
  await world.clock.advance(1);
  // A client that gets no answer asks again, before the first process goes on or after
  await cancelled(world, job_id);
  process.resume();
  if (fault.kind === 'stalls before') await world.clock.until(asked);
  return { world, job_id };
}

async function expectAsTold(world: World, job_id: string, told: unknown, otherwise: string): Promise<void> {
  const outcome = told === 'cancelled' ? 'cancelled' : otherwise;
  if (outcome !== 'cancelled') expect(told).toBe('job_ended');
  const job = await jobIn(world, job_id);
  expect(job).toMatchObject({ status: outcome });
  expect([job.due_class, job.attempts.filter((one) => one.ended_at === undefined)]).toEqual([undefined, []]);
  // Nothing is left in the queues or on a worker's disk that would start it again
  expect([world.jobs.bodies(), world.deliveries.bodies(), [...world.scratch.open]]).toEqual([[], [], []]);
  // One event with one body, which agrees with the row
  const { posts } = world.transport;
  expect(new Set(posts.map((post) => post.headers['webhook-id']))).toEqual(new Set([`msg_${job_id}_${outcome}`]));
  expect(new Set(posts.map((post) => post.body)).size).toBe(1);
  const body = JSON.parse(posts[0]?.body ?? '');
  expect([body.status, body.error]).toEqual([outcome === 'completed' ? 'complete' : outcome, job.error]);
  const deliveries = world.table.rows().filter((row) => row.kind === 'delivery');
  expect(deliveries.map((delivery) => delivery.status)).toEqual(['delivered']);
}
