import { expect, it } from 'vitest';
import { retryOnConflict } from '../../../core/shared/retry-on-conflict.ts';

const conflicts = (count: number) => async (number: number) => number > count && `the attempt of number ${number}`;

it('an attempt that others were ahead of is made anew', async () => {
  expect(await retryOnConflict(3, conflicts(0))).toBe('the attempt of number 1');
  expect(await retryOnConflict(3, conflicts(2))).toBe('the attempt of number 3');
});

it('is not made without end', async () => {
  expect(await retryOnConflict(3, conflicts(3))).toBe(false);
});

it('that is broken is not made again', async () => {
  let attempts = 0;
  const broken = async (): Promise<string> => {
    attempts += 1;
    throw new Error('the table is out of reach');
  };
  await expect(retryOnConflict(3, broken)).rejects.toThrow('out of reach');
  expect(attempts).toBe(1);
});
