/** Quick runs of the simulation; `npm run simulate` is the long one. */
import { describe, expect, it } from 'vitest';
import { Seed004 } from './designs/seed-004.ts';
import { KILL_PATHS } from './options.ts';
import { brokenIn, expectToHold, isLong, simulated } from './support.ts';

const SEEDS = Array.from({ length: isLong ? 40 : 6 }, (_, number) => `test/${number + 1}`);
/** `lib/stages/production.ts` says no more of its fleet than this. */
const AS_BY_DEFAULT = '--jobs-per-worker 1 --idle-seconds 0 --waiting-jobs-per-worker 1 --max-workers 10';

describe('500 uploads with everything going wrong at once', () => {
  it.each(SEEDS)('seed %s', async (seed) => {
    const report = await expectToHold(`--preset dense --jobs 500 --seed ${seed}`);
    expect(report.crashes).toBeGreaterThan(20);
  });
});

describe('500 uploads on workers that have several short ones at once, with everything going wrong', () => {
  const files = '--preset dense --jobs 500 --audio-seconds 30 --max-workers 10';

  it.each([2, 4])('%d of them', async (atOnce) => {
    await expectToHold(`${files} --short-jobs-at-once ${atOnce}`);
  });

  it('and engines that crash over one file in ten', async () => {
    const crashes = '--rate engine_crash=0.1 --rate poison_file=0.02';
    const report = await expectToHold(`${files} --short-jobs-at-once 4 ${crashes}`);
    // Three tries for each of these, and one for those beside them
    expect(report.logged['warn: the engine crashed; the file is tried once more']).toBeGreaterThan(100);
  });
});

describe('a stage with its settings left as they are: a worker for each job', () => {
  it.each(['usual', 'dense'])('%s', async (preset) => {
    const report = await expectToHold(`--preset ${preset} --jobs 200 --jobs-per-hour 300 ${AS_BY_DEFAULT}`);
    expect(report.launches_per_job).toBeLessThan(preset === 'dense' ? 1.4 : 1.1);
  });
});

it('holds when every second process dies, the first at its first call, the next at its second, and so on', async () => {
  const report = await expectToHold('--preset calm --jobs 500 --walk-crashes 97');
  expect(report.crashes).toBeGreaterThan(97);
});

it('holds when the clocks of one Lambda in five are off by minutes, but for EC2’s rate limit, which is kept by them', async () => {
  await expectToHold('--preset dense --jobs 500 --rate broken_lambda_clock=0.2', (report) => ({
    calls_refused: report.launch_calls / 5,
  }));
});

it('goes on where a job was interrupted, and says the same', async () => {
  const report = await expectToHold('--preset dense --jobs 200 --audio-seconds 2400 --rate spot_kill_per_hour=20');
  expect(report.logged['info: job resumed from a checkpoint']).toBeGreaterThan(20);
});

it('holds when EC2 has a tenth of the workers that are wanted, and the quota is for fewer', async () => {
  const report = await expectToHold('--preset dense --jobs 500 --median-free 1 --quota-vcpus 48');
  expect(report.peak_workers).toBeLessThanOrEqual(24);
});

it('runs the same again from the same seed, and otherwise from another', async () => {
  const first = await simulated('--preset dense --jobs 200');
  expect(await simulated('--preset dense --jobs 200')).toEqual(first);
  expect((await simulated('--preset dense --jobs 200 --seed 2')).hash).not.toBe(first.hash);
});

describe('each of the ways in which a worker ends is enough alone', () => {
  // What a worker waits for more work comes before all of them.
  const stage = '--jobs 200 --idle-seconds 10 --max-lifetime-seconds 3600';

  it.each(KILL_PATHS)('%s', async (path) => {
    await expectToHold(`--preset calm ${stage} --kill-paths ${path}`);
  });

  // A machine that never boots, or a worker that died, has no way of its own.
  it('reconcile, also with everything going wrong at once', async () => {
    await expectToHold(`--preset dense ${stage} --kill-paths reconcile`);
  });
});

it('sees what a launch per event with one webhook try and no reconcile loses', async () => {
  const report = await simulated('--jobs 500 --patience-hours 2', (account) => new Seed004(account));
  expect(brokenIn(report)).toEqual(expect.arrayContaining(['jobs lost', 'webhooks owed', 'instances left running']));
  expect(report.lost).toBeGreaterThan(250);
  await expectToHold('--jobs 500');
});

it.each(isLong ? ['1/1', '1/6'] : ['1/6'])(
  'begins what it knows of in two minutes, and ends in five all that is not withheld: seed %s',
  async (seed) => {
    const report = await expectToHold(`--jobs ${isLong ? 2000 : 1000} --seed ${seed}`);
    expect(report.known_age.p99).toBeLessThan(120);
    expect(report.own_minutes_to_zero).toBeLessThan(5);
  },
);

it('clears 300 hours of audio that come within one hour', async () => {
  const report = await expectToHold('--audio-hours 300 --audio-seconds 900 --max-workers 12');
  expect(report.audio_hours).toBeGreaterThan(270);
  expect(report.queue_age.p50).toBeLessThan(120);
  expect(report.minutes_to_zero).toBeLessThan(60);
});
