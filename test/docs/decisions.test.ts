import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = 'docs/decisions';
const records = readdirSync(FOLDER).filter((name) => /^\d{3}-/.test(name));
const index = readFileSync(`${FOLDER}/README.md`, 'utf8');

it.each(records)('the index names %s, under the title that it has', (name) => {
  const [heading = ''] = readFileSync(`${FOLDER}/${name}`, 'utf8').split('\n');
  const title = heading.replace(/^#\s*0*\d+[.:]?\s*/, '');
  expect(index).toContain(`| [${name.slice(0, 3)}](${name}) | ${title} |`);
});

it('the index names no record that is not there', () => {
  const named = [...index.matchAll(/\]\((\d{3}-[\w-]+\.md)\)/g)].map(([, name]) => name);
  expect(named).toEqual([...records].sort());
});

it('no number is taken twice', () => {
  const numbers = records.map((name) => name.slice(0, 3));
  expect(numbers).toEqual([...new Set(numbers)]);
});
