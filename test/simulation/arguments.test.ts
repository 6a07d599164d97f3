import { describe, expect, it } from 'vitest';
import { answerTo } from '../support/command-line.ts';
import { parseArguments } from './arguments.ts';

describe('the command line of the simulation', () => {
  it('has a stage, rates and a seed of its own', () => {
    const { seeds, options, baseline, json } = parseArguments([]);
    expect([seeds, options.jobs, options.rates.capacity_error, baseline, json]).toEqual([
      ['1'],
      1_000,
      0.1,
      true,
      false,
    ]);
  });

  it('takes sizes, seeds, a preset and single rates', () => {
    const given = ['--jobs', '1_000_000', '--seed', 'a', '--seeds', '3', '--preset', 'calm', '--rate', 'crash=0.5'];
    const { seeds, options } = parseArguments([...given, '--rate', 'stall=0.25', '--max-workers', '9']);
    expect(seeds).toEqual(['a/1', 'a/2', 'a/3']);
    expect(options.jobs).toBe(1_000_000);
    expect([options.rates.crash, options.rates.stall, options.rates.event_lost]).toEqual([0.5, 0.25, 0]);
    expect(options.fleet.max_workers).toBe(9);
  });

  it('can be told the settings that a stage has by default', () => {
    const given = ['--jobs-per-worker', '1', '--idle-seconds', '0', '--max-lifetime-seconds', '3600'];
    const { options } = parseArguments([...given, '--patience-hours', '2']);
    expect(options).toMatchObject({ jobs_per_worker: 1, idle_seconds: 0, patience_hours: 2 });
    expect(options.fleet.max_lifetime_seconds).toBe(3600);
    expect(parseArguments(['--jobs-per-worker', '0']).options.jobs_per_worker).toBe(0);
  });

  it('turns hours of audio that come within one into uploads of the mean length', () => {
    const { options } = parseArguments(['--audio-hours', '10000', '--audio-seconds', '300']);
    expect(options.jobs_per_hour).toBe(options.jobs);
    expect(options.jobs * 300 * Math.exp(0.32)).toBeCloseTo(10_000 * 3600, -4);
  });

  it('leaves out ways to end an instance', () => {
    expect(parseArguments(['--kill-paths', 'self,sweep']).options.kill_paths).toEqual(['self', 'sweep']);
  });

  it.each([
    ['--jobs', '-1', /Expected a number above 0/],
    ['--jobs', 'many', /Expected a number above 0/],
    ['--idle-seconds', '', /Expected a number, such as 0/],
    ['--preset', 'mad', /Allowed choices are usual, dense, calm/],
    ['--rate', 'crash', /Expected NAME=P, NAME one of call_error, crash/],
    ['--rate', 'luck=1', /Expected NAME=P/],
    ['--kill-paths', 'self,axe', /Expected some of self,timer,reconcile,sweep/],
    ['--speed', '3', /unknown option '--speed'/],
  ])('refuses %s %s', async (option, value, message) => {
    const { exitCode, stderr } = await answerTo(() => parseArguments([option, value]));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toContain('Usage: npm run simulate -- [options]');
  });

  it('is explained', async () => {
    const { exitCode, stdout } = await answerTo(() => parseArguments(['--help']));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/--jobs <n>.*\(default: 1000\).*--preset <name>.*Examples:\n {2}npm run simulate -- /s);
  });
});
