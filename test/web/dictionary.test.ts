import { describe, expect, it } from 'vitest';
import { dictionaries, leavesOf } from './support/dictionary.ts';

const read = await dictionaries();

describe.each(read)('the texts of $file', ({ en, sv }) => {
  it('are there in both languages', () => {
    const pathsOf = (texts: object) => leavesOf(texts).map(({ path }) => path);
    expect(pathsOf(sv).sort()).toEqual(pathsOf(en).sort());
  });

  it('take the same', () => {
    expect(lengthsOf(sv)).toEqual(lengthsOf(en));
  });

  it('say something', () => {
    const silent = [...leavesOf(en), ...leavesOf(sv)].filter(({ text }) => text.trim() === '');
    expect(silent).toEqual([]);
  });
});

it('all files of words are read', () => {
  expect(read.length).toBeGreaterThanOrEqual(6);
});

function lengthsOf(texts: object): object {
  const entries = Object.entries(texts).map(([name, one]) => [name, typeof one === 'function' ? one.length : 0]);
  return Object.fromEntries(entries);
}
