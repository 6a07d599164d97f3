import { describe, expect, it } from 'vitest';
import { Row } from '../../../core/contracts/rows.ts';
import { sizeFleet } from '../../../core/fleet/size.ts';
import { acceptUpload } from '../../../core/intake/accept-upload.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { completeJob, failJob } from '../../../core/job/end.ts';
import { retryOwnJob } from '../../../core/job/retry.ts';
import { countsByNow } from '../../../core/shared/counted.ts';
import { count, countTime } from '../../../core/shared/counters.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { deliverWebhook } from '../../../core/webhook/deliver.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { answered } from '../../support/memory/webhook-transport.ts';
import { makeDelivery, makeJob, makeStoredDocument } from '../../support/records.ts';
import {
  givenQueuedJob,
  givenRegistration,
  givenUpload,
  makeWorld,
  NEVER_STOPPED,
  type World,
  workerOn,
  workOnce,
} from '../../support/world.ts';

const counted = (world: World) => countsByNow(world.table);

describe('a job is counted', () => {
  it('when its file comes, once for all events of it', async () => {
    const world = makeWorld();
    const upload = givenUpload(world, `${await givenRegistration(world)}/talk.mp3`);
    for (const _time of [1, 2]) await acceptUpload(workerOn(world), upload);
    const unowned = givenUpload(world, 'talk.mp3');
    await Promise.all([1, 2].map(() => acceptUpload(workerOn(world), unowned)));
    expect(await counted(world)).toEqual({ submitted: 2 });
  });

  it('when it is tried again, once', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    await cancelOwnJob(world, job_id, 'default');
    for (const _time of [1, 2]) await retryOwnJob(world, { job_id, tenant: 'default' }, {});
    expect(await counted(world)).toMatchObject({ submitted: 2, cancelled: 1 });
  });

  it('when it is done, with its audio, its cost and its times', async () => {
    const world = makeWorld();
    const times = { started_at: '2026-03-01T11:59:00.000Z', uploaded_at: '2026-03-01T11:50:00.000Z' };
    const job = { ...makeJob({ status: 'processing' }), ...times, s3_key: 'k', bucket: 'b' };
    await world.table.write({ kind: 'put', row: job });
    const document = makeStoredDocument();
    await Promise.all([1, 2].map(() => completeJob(world, job, document, 1e6)));
    expect(await counted(world)).toEqual({
      completed: 1,
      audio_ms: document.duration_seconds * 1000,
      micro_usd: Math.round((document.usage.usd ?? 0) * 1e6),
      work_ms: 60_000,
      'work:60': 1,
      turnaround_ms: 600_000,
      'turnaround:600': 1,
      'model:completed:demo': 1,
      'model:audio_ms:demo': document.duration_seconds * 1000,
      'model:micro_usd:demo': Math.round((document.usage.usd ?? 0) * 1e6),
      'model:work_ms:demo': 60_000,
      'model:turnaround_ms:demo': 600_000,
    });
  });

  it('when it fails, by the code that its client is told', async () => {
    const world = makeWorld();
    const job = makeJob({ status: 'launching' });
    await world.table.write({ kind: 'put', row: job });
    await Promise.all(
      (['empty_file', 'internal'] as const).map((code) => failJob(world, job, jobError(code, 'so it is'))),
    );
    const { error } = (await world.table.get(job.job_id)) as typeof job;
    expect(await counted(world)).toEqual({ [`failed:${error?.code}`]: 1 });
  });
});

describe('a worker is counted', () => {
  it('when it is launched, and not again when it reports', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    const [launched = ''] = await sizeFleet(world);
    await world.clock.until(workLoop(workerOn(world, launched), NEVER_STOPPED, NEVER_STOPPED));
    expect(await counted(world)).toMatchObject({ 'launched:spot': 1 });
  });

  it('when it reports, if who launched it died before it could write it down', async () => {
    const world = makeWorld();
    await world.clock.until(workLoop(workerOn(world), NEVER_STOPPED, NEVER_STOPPED));
    expect(await counted(world)).toEqual({ 'launched:spot': 1 });
  });

  it('as refused, by each reason that EC2 gave', async () => {
    const world = makeWorld();
    await givenQueuedJob(world);
    const refused = { granted: 0, errors: [{ code: 'InsufficientInstanceCapacity', message: 'none' }] };
    world.compute.answers.push(refused, refused);
    await sizeFleet(world);
    expect(await counted(world)).toEqual({ submitted: 1, 'refused:InsufficientInstanceCapacity': 2 });
  });
});

describe('a webhook is counted', () => {
  it('by what came of each attempt, and by how it ended', async () => {
    const world = makeWorld();
    const { job_id } = await givenQueuedJob(world);
    world.transport.answers.push(answered(503));
    await world.clock.until(workOnce(workerOn(world)));
    await world.clock.advance(3600);
    await deliverWebhook(world, { delivery_id: `msg_${job_id}_completed` });
    expect(await counted(world)).toMatchObject({ 'attempts:5xx': 1, 'attempts:2xx': 1, 'deliveries:delivered': 1 });
  });

  it('that cannot be sent, without an attempt', async () => {
    const world = makeWorld();
    const delivery = makeDelivery({ callback_id: 'gone' });
    await world.table.write({ kind: 'put', row: delivery });
    await deliverWebhook(world, { delivery_id: delivery.webhook_id });
    expect(await counted(world)).toEqual({ 'deliveries:data_missing': 1 });
  });
});

describe('counters', () => {
  it('are spread over all their rows by what they are about', () => {
    const rows = Array.from({ length: 640 }, (_, number) => count(`job-${number}`, { submitted: 1 }).row.job_id);
    const shares = [...new Set(rows)].map((name) => rows.filter((row) => row === name).length);
    expect(shares).toHaveLength(16);
    expect(Math.min(...shares)).toBeGreaterThan(20);
  });

  it('add up over the rows, whatever else a newer version keeps there', async () => {
    const world = makeWorld();
    for (const about of ['a', 'b', 'c']) await world.table.write(count(about, { submitted: 1, 'failed:of_next': 2 }));
    world.table.spoil(count('a', {}).row.job_id, { words: 'of the next version', share: 0.5 });
    expect(await counted(world)).toEqual({ submitted: 3, 'failed:of_next': 6 });
  });

  it.each([
    [0, '5'],
    [5, '5'],
    [5.0006, '15'],
    [43_200, '43200'],
    [43_201, 'inf'],
    [-3, '5'],
  ])('put %d s below the bound %s', (seconds, bound) => {
    const milliseconds = Math.max(0, Math.round(seconds * 1000));
    expect(countTime('work', seconds)).toEqual({ [`work:${bound}`]: 1, work_ms: milliseconds });
  });

  it('are rows that are read as they are written', () => {
    const row = { job_id: 'counters#1', kind: 'counters', submitted: 2, 'failed:internal': 1 };
    const counts = { submitted: 2, 'failed:internal': 1 };
    expect(Row.parse(row)).toEqual({ job_id: 'counters#1', kind: 'counters', counts });
  });
});
