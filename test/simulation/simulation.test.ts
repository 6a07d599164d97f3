/** Quick runs of the simulation; `npm run simulate` is the long one. */
import { describe, expect, it } from 'vitest';
import { Seed004 } from './designs/seed-004.ts';
import { defaultOptions, KILL_PATHS } from './options.ts';
import { PRESETS, type Rates } from './rates.ts';
import { simulate } from './simulation.ts';
import { brokenIn, expectToHold } from './support.ts';

const rates = (preset: string): Rates => PRESETS[preset]!;
const SEEDS = Array.from({ length: 20 }, (_, number) => `test/${number + 1}`);

describe('500 uploads with everything going wrong at once', () => {
  it.each(SEEDS)('seed %s', async (seed) => {
    const report = await simulate({ ...defaultOptions(rates('dense')), jobs: 500, seed });
    expectToHold(report, `npm run simulate -- --preset dense --jobs 500 --seed ${seed}`);
    expect(report.crashes).toBeGreaterThan(20);
  });
});

it('holds for 10,000 uploads at 60,000 an hour', async () => {
  const options = { ...defaultOptions(rates('usual')), jobs: 10_000 };
  // Ten minutes: what is launched in them has to be earned by few jobs.
  options.audio_seconds = 200;
  options.fleet = { ...options.fleet, max_workers: 140, waiting_jobs_per_worker: 8 };
  const report = await simulate(options);
  expectToHold(
    report,
    'npm run simulate -- --jobs 10000 --audio-seconds 200 --max-workers 140 --waiting-jobs-per-worker 8',
    {
      launches_per_job: 0.02,
    },
  );
});

it('holds when every second process dies, the first at its first call, the next at its second, and so on', async () => {
  const options = { ...defaultOptions(rates('calm')), jobs: 500, walk_crashes: 97 };
  const report = await simulate(options);
  expectToHold(report, 'npm run simulate -- --preset calm --jobs 500 --walk-crashes 97');
  expect(report.crashes).toBeGreaterThan(97);
});

it('holds when the clocks of one Lambda in five are off by minutes, but for EC2’s rate limit, which is kept by them', async () => {
  const options = { ...defaultOptions({ ...rates('dense'), broken_lambda_clock: 0.2 }), jobs: 500 };
  const report = await simulate(options);
  const command = 'npm run simulate -- --preset dense --jobs 500 --rate broken_lambda_clock=0.2';
  expectToHold(report, command, { calls_refused: report.launch_calls / 5 });
});

it('goes on where a job was interrupted, and says the same', async () => {
  const options = { ...defaultOptions({ ...rates('dense'), spot_kill_per_hour: 20 }), audio_seconds: 2_400, jobs: 200 };
  const report = await simulate(options);
  expectToHold(
    report,
    'npm run simulate -- --preset dense --jobs 200 --audio-seconds 2400 --rate spot_kill_per_hour=20',
  );
  expect(report.logged['info: job resumed from a checkpoint']).toBeGreaterThan(20);
});

it('holds when EC2 has a tenth of the workers that are wanted, and the quota is for fewer', async () => {
  const options = { ...defaultOptions(rates('dense')), jobs: 500, median_free: 1, quota_vcpus: 48 };
  const report = await simulate(options);
  expectToHold(report, 'npm run simulate -- --preset dense --jobs 500 --median-free 1 --quota-vcpus 48');
  expect(report.peak_workers).toBeLessThanOrEqual(24);
});

it('runs the same again from the same seed, and otherwise from another', async () => {
  const options = { ...defaultOptions(rates('dense')), jobs: 200 };
  const first = await simulate(options);
  expect(await simulate(options)).toEqual(first);
  expect((await simulate({ ...options, seed: '2' })).hash).not.toBe(first.hash);
});

describe('each of the ways in which a worker ends is enough alone', () => {
  it.each(KILL_PATHS)('%s', async (path) => {
    // What a worker waits for more work comes before all of them.
    const options = { ...defaultOptions(rates('calm')), jobs: 200, idle_seconds: 10, kill_paths: [path] };
    options.fleet = { ...options.fleet, max_lifetime_seconds: 3_600 };
    const command = `npm run simulate -- --preset calm --jobs 200 --idle-seconds 10 --kill-paths ${path}`;
    expectToHold(await simulate(options), command);
  });
});

it('sees what a launch per event with one webhook try and no reconcile loses', async () => {
  const options = { ...defaultOptions(rates('usual')), jobs: 1_000, patience_hours: 2 };
  const report = await simulate(options, { make: (account) => new Seed004(account) });
  expect(brokenIn(report)).toEqual(expect.arrayContaining(['jobs lost', 'webhooks owed', 'instances left running']));
  expect(report.lost).toBeGreaterThan(500);
  expectToHold(await simulate({ ...options, patience_hours: 80 }), 'npm run simulate -- --jobs 1000');
});

it('clears 300 hours of audio that come within one hour', async () => {
  const options = { ...defaultOptions(rates('usual')), audio_seconds: 900, jobs: 871, jobs_per_hour: 871 };
  options.fleet = { ...options.fleet, max_workers: 12 };
  const report = await simulate(options);
  expectToHold(report, 'npm run simulate -- --audio-hours 300 --audio-seconds 900 --max-workers 12');
  expect(report.audio_hours).toBeGreaterThan(270);
  expect(report.queue_age.p50).toBeLessThan(120);
  expect(report.minutes_to_zero).toBeLessThan(60);
});
