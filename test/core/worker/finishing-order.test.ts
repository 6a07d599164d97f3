/** The order is that of `core/job/end.ts`: whatever happens at any port call of a worker, the job ends once and its webhook is one and the same. */
import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../../core/shared/errors.ts';
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

const SUCCESS: Script = { texts: ['Hello there.', 'Goodbye.'] };
const FAILURE: Script = { texts: ['Hello there.'], error: new JobFailure('unsupported_media', 'it is damaged') };
/** A second attempt takes longer and fails for another reason, so that what it writes could differ. */
const slower = (script: Script): Script => ({
  ...script,
  seconds_per_segment: 9,
  ...(script.error && { error: new JobFailure('no_audio_stream', 'it holds video only') }),
});

const SOURCES = { 'an upload': givenQueuedJob, 'a file of the web': givenWebJob };
type Source = keyof typeof SOURCES;

describe.each([
  { outcome: 'completed' as const, script: SUCCESS, source: 'an upload' as const },
  { outcome: 'failed' as const, script: FAILURE, source: 'an upload' as const },
  { outcome: 'completed' as const, script: SUCCESS, source: 'a file of the web' as const },
])('a job of $source that is $outcome', async ({ outcome, script, source }) => {
  const calls = await callsOfOneRun(script, source);
  const faults = calls.flatMap((name, index) => FAULTS.map((kind) => ({ name, kind, call: index + 1 })));

  it.each(faults)('ends once when its worker $kind call $call, $name', async ({ kind, call }) => {
    const { world, job_id } = await givenFaultyRun(script, source, { kind, call });
    await expectOneEnd(world, job_id, outcome);
  });
});

/** The calls of a run that meets no fault: each is a place where one may happen. */
async function callsOfOneRun(script: Script, source: Source): Promise<string[]> {
  const world = makeWorld();
  await SOURCES[source](world);
  world.engine.usual = script;
  const process = new FaultyProcess();
  await world.clock.until(workOnce(process.wrap(workerOn(world))));
  return process.calls;
}

async function givenFaultyRun(script: Script, source: Source, fault: Fault): Promise<{ world: World; job_id: string }> {
  const world = makeWorld();
  const { job_id } = await SOURCES[source](world);
  world.engine.scripts.push(script);
  world.engine.usual = slower(script);
  // Given a receiver that is down for the first minutes, so that what is sent later can be compared
  const up = world.transport.usual;
  world.transport.usual = unreachable();
  // When a worker meets the fault, and the service goes on without it
  const process = new FaultyProcess(fault);
  const run = workOnce(process.wrap(workerOn(world))).catch(() => undefined);
  await world.clock.advance(20);
  await carryOn(world);
  // And it comes back later, if it only stood still
  process.resume();
  if (fault.kind === 'stalls before') await world.clock.until(run);
  world.transport.usual = up;
  await carryOn(world, 45);
  return { world, job_id };
}

async function expectOneEnd(world: World, job_id: string, outcome: 'completed' | 'failed'): Promise<void> {
  // Then the job has ended
  const job = await jobIn(world, job_id);
  expect(job.status).toBe(outcome);
  expect(job.due_class).toBeUndefined();
  // And the files that belong to its outcome are there
  const results = world.objects.keys().filter((key) => key.startsWith('results/'));
  const formats = results.filter((key) => key.includes('/transcription_')).map((key) => key.split('.').at(-1));
  expect(formats).toEqual(outcome === 'completed' ? ['json', 'srt', 'txt', 'vtt'] : []);
  expect(results.some((key) => key.endsWith('/error.json'))).toBe(outcome === 'failed');
  // And nothing is left in the queues or on the worker's disk that would start it again
  expect(world.jobs.bodies()).toEqual([]);
  expect(world.deliveries.bodies()).toEqual([]);
  // And its webhook arrived, always as the same event with the same bytes, which agree with the row
  const { posts } = world.transport;
  expect(posts.length).toBeGreaterThanOrEqual(2);
  expect(new Set(posts.map((post) => post.headers['webhook-id']))).toEqual(new Set([`msg_${job_id}_${outcome}`]));
  expect(new Set(posts.map((post) => post.body)).size).toBe(1);
  const body = JSON.parse(posts[0]?.body ?? '');
  expect(body.status).toBe(outcome === 'completed' ? 'complete' : 'failed');
  expect(body.error ?? undefined).toEqual(job.error);
  const stored = results.find((key) => key.endsWith('.json') && key.includes('/transcription_'));
  if (stored) expect(JSON.parse((await world.objects.getText(stored)) ?? '')).toEqual(body);
  const error = results.find((key) => key.endsWith('/error.json'));
  if (error) expect(JSON.parse((await world.objects.getText(error)) ?? '').error).toEqual(job.error);
  const deliveries = world.table.rows().filter((row) => row.kind === 'delivery');
  expect(deliveries.map((delivery) => delivery.status)).toEqual(['delivered']);
}
