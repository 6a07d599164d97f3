import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { interruptedWorker, launchedWorker, workerState } from '../../../core/fleet/worker.ts';
import { failJob } from '../../../core/job/end.ts';
import { metrics } from '../../../core/operate/metrics.ts';
import { prometheusText } from '../../../core/operate/prometheus-text.ts';
import { count } from '../../../core/shared/counters.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { itWith } from '../../support/needs.ts';
import { makeInstance, makeJob } from '../../support/records.ts';
import { givenJobFor, twoModels } from '../../support/two-models.ts';
import { withMethod } from '../../support/with-method.ts';
import { givenQueuedJob, makeWorld, type World, workerOn, workOnce } from '../../support/world.ts';

/** Value by name and labels, as they stand in the text. */
async function scraped(world: World): Promise<Map<string, number>> {
  const lines = (await metrics(world)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

/** A service that has done something of everything. */
async function givenHistory(): Promise<World> {
  const world = makeWorld();
  for (const _time of [1, 2]) await givenQueuedJob(world);
  await world.clock.until(workOnce(workerOn(world)));
  const job = makeJob({ status: 'launching' });
  await world.table.write({ kind: 'put', row: job });
  await failJob(world, job, jobError('empty_file', 'it is empty'));
  await sizeFleet(world);
  await world.table.write(count('a', { 'refused:of "odd" \\ name\n': 1, audio_ms: 1 }));
  return world;
}

describe('the metrics', () => {
  it('have the five names of Scribe Rabbit', async () => {
    const values = await scraped(await givenHistory());
    expect(Object.fromEntries([...values].filter(([name]) => name.startsWith('scribe_rabbit_')))).toMatchObject({
      scribe_rabbit_jobs_submitted_total: 2,
      scribe_rabbit_jobs_completed_total: 1,
      scribe_rabbit_jobs_failed_total: 1,
      scribe_rabbit_queue_depth: 1,
      scribe_rabbit_job_duration_seconds_count: 1,
      'scribe_rabbit_job_duration_seconds_bucket{le="+Inf"}': 1,
    });
  });

  it('say how many jobs wait for each model', async () => {
    const world = twoModels();
    for (const name of ['a', 'b']) await givenJobFor(world, 'other', name);
    await givenQueuedJob(world);
    expect(Object.fromEntries(await scraped(world))).toMatchObject({
      'transcription_jobs_waiting{model="demo"}': 1,
      'transcription_jobs_waiting{model="other"}': 2,
    });
  });

  it('say what was done', async () => {
    expect(Object.fromEntries(await scraped(await givenHistory()))).toMatchObject({
      'transcription_jobs_ended_total{status="completed",code=""}': 1,
      'transcription_jobs_ended_total{status="failed",code="empty_file"}': 1,
      'transcription_jobs_ended_total{status="failed",code="internal"}': 0,
      'transcription_launches_total{market="spot"}': 1,
      'transcription_webhook_deliveries_total{outcome="delivered"}': 1,
      'transcription_webhook_attempts_total{result="2xx"}': 1,
      'transcription_launch_refusals_total{code="VcpuLimitExceeded"}': 0,
    });
  });

  it('say what the service is at', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    await world.clock.advance(90);
    await world.table.write({
      kind: 'put',
      row: makeJob({ job_id: 'held', due_class: 'held', due_at: '2026-03-02T00:00:00Z' }),
    });
    const now = world.clock.now();
    for (const id of ['a', 'b', 'c']) await world.table.write(launchedWorker(makeInstance(id), now));
    await world.table.write(workerState('b', 'busy', now));
    await world.table.write(interruptedWorker('c', now));
    expect(Object.fromEntries(await scraped(world))).toMatchObject({
      'transcription_jobs{state="waiting"}': 1,
      'transcription_jobs{state="held"}': 1,
      'transcription_jobs{state="running"}': 0,
      transcription_queue_age_seconds: 90,
      'transcription_workers{state="launching"}': 1,
      'transcription_workers{state="busy"}': 1,
      'transcription_workers{state="draining"}': 1,
      'transcription_workers{state="silent"}': 0,
      transcription_webhooks_pending: 0,
    });
    await world.clock.advance(3600);
    expect((await scraped(world)).get('transcription_workers{state="silent"}')).toBe(3);
  });

  it('are all there before anything was done', async () => {
    const [fresh, used] = [await scraped(makeWorld()), await scraped(await givenHistory())];
    const names = (values: Map<string, number>) => [...values.keys()].filter((name) => !name.includes('odd'));
    expect(names(fresh)).toEqual(names(used));
    expect([...fresh.values()].every((value) => value === 0)).toBe(true);
  });

  it('have buckets that hold those below them', async () => {
    const world = makeWorld();
    await world.table.write(
      count('a', { 'turnaround:15': 2, 'turnaround:600': 1, 'turnaround:inf': 1, turnaround_ms: 1500 }),
    );
    const values = await scraped(world);
    const bucket = (le: string) => values.get(`transcription_job_turnaround_seconds_bucket{le="${le}"}`);
    expect(['5', '15', '300', '600', '43200', '+Inf'].map(bucket)).toEqual([0, 2, 2, 3, 3, 4]);
    expect(values.get('transcription_job_turnaround_seconds_sum')).toBe(1.5);
    expect(values.get('transcription_job_turnaround_seconds_count')).toBe(4);
  });

  it('read no row of a job, but for the oldest that wait', async () => {
    const world = await givenHistory();
    const read: string[] = [];
    const table = withMethod(world.table, 'getMany', (keys) => {
      read.push(...keys);
      return world.table.getMany(keys);
    });
    await metrics({ table, clock: world.clock, models: world.models });
    const waiting = await world.table.due('waiting', { limit: 10 });
    expect(read.filter((key) => !key.startsWith('counters#'))).toEqual(waiting.map(({ job_id }) => job_id));
  });

  itWith('promtool')('are what Prometheus reads, and as it likes them', async () => {
    const { status, stderr, stdout } = spawnSync('promtool', ['check', 'metrics'], {
      input: await metrics(await givenHistory()),
      encoding: 'utf8',
    });
    expect({ status, said: stderr + stdout }).toEqual({ status: 0, said: '' });
  });
});

describe('the text format', () => {
  it('escapes what would end a line, a label or a word', () => {
    const samples = [{ labels: { code: 'a "b" \\ c\nd' }, value: 1e21 }];
    const family = { name: 'a_total', type: 'counter', help: 'one\\two\nthree "four"', series: [{ samples }] } as const;
    expect(prometheusText([family])).toBe(
      '# HELP a_total one\\\\two\\nthree "four"\n# TYPE a_total counter\na_total{code="a \\"b\\" \\\\ c\\nd"} 1e+21\n',
    );
  });
});
