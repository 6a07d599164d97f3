/** The API, asked some hundred times at random, always the same: a thousand and more are for `npm run fuzz`. */
import { expect, inject, it } from 'vitest';
import { askAtRandom } from './schemathesis.ts';

it('answers what is asked at random as its description says, never with a 5xx', async () => {
  const signal = new AbortController().signal;
  const { words, isWell } = await askAtRandom(inject('stack'), { cases: 400, seed: 1, phases: 'random', signal });
  expect(isWell, words).toBe(true);
  expect(words).toMatch(/Test cases:\s+\d{3} generated, \d{3} passed/);
});
