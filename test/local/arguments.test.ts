import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDemoArguments, parseStartArguments } from '../../local/arguments.ts';

describe('npm start', () => {
  it('has defaults for everything', () => {
    expect(parseStartArguments([])).toEqual({
      help: false,
      model: undefined,
      idleSeconds: 60,
      stateDirectory: resolve('.local'),
    });
  });

  it('takes a model, the idle time and a state directory', () => {
    const args = ['--model', 'KBLab/kb-whisper-small', '--idle-seconds', '0', '--state-dir', 'elsewhere'];
    expect(parseStartArguments(args)).toEqual({
      help: false,
      model: 'KBLab/kb-whisper-small',
      idleSeconds: 0,
      stateDirectory: resolve('elsewhere'),
    });
  });

  it.each([['--modle=x'], ['file.mp3']])('refuses %s and lists the flags there are', (arg) => {
    expect(() => parseStartArguments([arg])).toThrow(/--model.*--idle-seconds.*--state-dir/s);
  });

  it.each(['1.5', '-1', 'soon', ''])('refuses "%s" as idle seconds', (seconds) => {
    expect(() => parseStartArguments([`--idle-seconds=${seconds}`])).toThrow(/no whole number of seconds, such as 0/);
  });
});

describe('npm run demo', () => {
  it('takes files as they are named', () => {
    expect(parseDemoArguments(['package.json']).files).toEqual([resolve('package.json')]);
  });

  it('names every file that is not there', () => {
    expect(() => parseDemoArguments(['gone.mp3', 'package.json', 'local'])).toThrow('no such file: gone.mp3, local');
  });
});
