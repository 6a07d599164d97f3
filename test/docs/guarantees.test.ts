/** docs/guarantees.md names tests that exist. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const guarantees = text('docs/guarantees.md');

/** A file, and the beginnings of names of tests in it. */
const HELD_BY = [...guarantees.matchAll(/`((?:test|worker-ami)\/[\w./-]+)`((?:,? “[^”]+”)*)/g)].map(
  ([, file = '', names = '']) => ({
    file,
    names: [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => name),
  }),
);

it('names many', () => {
  expect(HELD_BY.length).toBeGreaterThan(60);
  expect(HELD_BY.flatMap(({ names }) => names).length).toBeGreaterThan(20);
  expect(guarantees.match(/“/g)).toHaveLength(HELD_BY.flatMap(({ names }) => names).length);
});

it.each(HELD_BY)('$file $names', ({ file, names }) => {
  expect(existsSync(new URL(file, ROOT)), `${file} is not there`).toBe(true);
  const isMissing = (name: string) => !text(file).includes(`'${name}`) && !text(file).includes(`"${name}`);
  expect(names.filter(isMissing)).toEqual([]);
});
