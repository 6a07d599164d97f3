import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseBenchArguments } from '../../bench/arguments.ts';
import type { Section } from '../../bench/section.ts';
import { parseDemoArguments, parseStartArguments } from '../../local/arguments.ts';
import { parseFuzzArguments } from '../fuzz/arguments.ts';
import { answerTo } from '../support/command-line.ts';

describe('npm start', () => {
  it('has defaults for everything', () => {
    expect(parseStartArguments([])).toEqual({
      model: undefined,
      furtherModels: [],
      idleSeconds: 60,
      stateDirectory: resolve('.local'),
      port: undefined,
    });
  });

  it('takes a model, further ones, the idle time, a state directory and a port', () => {
    const args = [
      '--model',
      'KBLab/kb-whisper-small',
      '--further-model',
      'demo',
      'models/moonshine-base',
      '--idle-seconds',
      '0',
      '--state-dir',
      'elsewhere',
      '--port',
      '8080',
    ];
    expect(parseStartArguments(args)).toEqual({
      model: 'KBLab/kb-whisper-small',
      furtherModels: ['demo', 'models/moonshine-base'],
      idleSeconds: 0,
      stateDirectory: resolve('elsewhere'),
      port: 8080,
    });
  });

  it.each([
    ['--modle=x', /unknown option '--modle=x'/],
    ['file.mp3', /too many arguments. Expected 0 arguments but got 1/],
  ])('refuses %s and lists the options there are', async (arg, message) => {
    const { exitCode, stderr } = await answerTo(() => parseStartArguments([arg]));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/--model.*--idle-seconds.*--state-dir/s);
  });

  it.each(['80', '65536', 'auto', '1.5'])('refuses "%s" as a port', async (port) => {
    const { exitCode, stderr } = await answerTo(() => parseStartArguments([`--port=${port}`]));
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/port/i)]);
  });

  it.each(['1.5', '-1', 'soon', ''])('refuses "%s" as idle seconds', async (seconds) => {
    const { exitCode, stderr } = await answerTo(() => parseStartArguments([`--idle-seconds=${seconds}`]));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`argument '${seconds}' is invalid. Expected whole seconds, such as 120.`);
  });
});

describe('npm run demo', () => {
  it('takes files as they are named', () => {
    expect(parseDemoArguments(['package.json']).files).toEqual([resolve('package.json')]);
  });

  it('names every file that is not there', async () => {
    const { exitCode, stderr } = await answerTo(() => parseDemoArguments(['gone.mp3', 'package.json', 'local']));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no such file: gone.mp3, local. Expected paths of audio files.');
  });
});

describe('npm run bench', () => {
  const sections = ['start', 'load', 'engine'].map(
    (name): Section => ({ name, about: name, run: async () => ({ figures: [] }) }),
  );
  const names = (args: string[]) => parseBenchArguments(args, sections).sections.map(({ name }) => name);

  it('measures all sections, or those that are named, in their order', () => {
    const speech = { seed: 21, languages: ['en'], profiles: ['balanced'], record: false };
    expect(parseBenchArguments([], sections)).toEqual({ sections, jsonFile: undefined, runs: 5, uploads: 200, speech });
    expect(names(['engine', 'start'])).toEqual(['start', 'engine']);
  });

  it('reads speech as it is wished', () => {
    const { speech } = parseBenchArguments(
      ['engine', '--seed', '5', '--record', '--languages', 'es', 'ru', '--profiles', 'fast', 'accurate'],
      sections,
    );
    expect(speech).toEqual({ seed: 5, languages: ['es', 'ru'], profiles: ['fast', 'accurate'], record: true });
  });

  it.each([
    [['loads'], /Allowed choices are start, load, engine/],
    [['--runs', '0'], /Expected a whole number above 0, such as 5/],
    [['--uploads', 'many'], /Expected a whole number above 0/],
    [['--seed', 'x'], /Expected a whole number above 0/],
    [['--profiles', 'slow'], /Allowed choices are fast, balanced, accurate/],
    [['--languages', 'xx'], /Allowed choices are en, es, fr, it, ru/],
  ])('refuses %s', async (args, message) => {
    const { exitCode, stderr } = await answerTo(() => parseBenchArguments(args, sections));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('--help', () => {
  it.each([
    ['npm start --', parseStartArguments, /--model <directory-or-name>.*--idle-seconds <n>.*\(default: 60\)/s],
    ['npm run bench --', (args: string[]) => parseBenchArguments(args, []), /Sections:/],
    ['npm run demo --', parseDemoArguments, /\[files\.\.\.\].*--model <directory-or-name>/s],
  ])('of %s shows what there is, with examples, and succeeds', async (name, parse, options) => {
    const { exitCode, stdout } = await answerTo(() => parse(['--help']));
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Usage: ${name} [options]`);
    expect(stdout).toMatch(options);
    expect(stdout).toMatch(/Examples:\n {2}npm /);
  });
});

describe('npm run fuzz', () => {
  it('asks all operations unless told which', () => {
    expect(parseFuzzArguments([])).toEqual({ cases: 2000, seed: 1, operations: [] });
    const words = ['--cases', '50', '--operations', 'getEvents', 'giveTicket', '--seed', '7'];
    expect(parseFuzzArguments(words)).toEqual({ cases: 50, seed: 7, operations: ['getEvents', 'giveTicket'] });
  });

  it.each([
    ['getEvent', ', such as getEvents, getTenantEvents, '],
    ['canceljob', ', such as cancelJob, '],
    ['?', 'docs/openapi.json.'],
  ])('refuses %s, which is no operation, and says which are like it', async (id, words) => {
    const { exitCode, stderr } = await answerTo(() => parseFuzzArguments(['--operations', 'getJob', id]));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`argument '${id}' is invalid. Expected an operationId of docs/openapi.json`);
    expect(stderr).toContain(words);
  });
});
