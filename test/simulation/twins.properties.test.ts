/** What the twins do fast, against what it means. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DueItem } from '../../core/shared/table.ts';
import { DueIndex } from '../support/memory/due-index.ts';
import { Heap } from '../support/memory/heap.ts';
import { Random } from './random.ts';

const item = fc.record({ job_id: fc.nat({ max: 3_000 }).map((number) => `job-${number}`), at: fc.nat({ max: 500 }) });

it('keeps the index in the order of times and keys, however long it is', async () => {
  await fc.assert(
    fc.property(fc.array(item, { maxLength: 3_000, size: 'max' }), fc.nat({ max: 500 }), (changes, until) => {
      const index = new DueIndex();
      const known = new Map<string, DueItem>();
      for (const { job_id, at } of changes) {
        const before = known.get(job_id);
        const after = at === 0 ? undefined : { job_id, due_class: 'waiting' as const, due_at: timeOf(at) };
        index.change(before, after);
        if (after) known.set(job_id, after);
        else known.delete(job_id);
      }
      const due = [...known.values()].filter((one) => one.due_at <= timeOf(until));
      const sorted = due.sort((one, other) => compare(one.due_at, other.due_at) || compare(one.job_id, other.job_id));
      expect(index.first('waiting', { until: timeOf(until), limit: 10_000 })).toEqual(sorted);
      expect(index.first('waiting', { limit: 3 })).toHaveLength(Math.min(3, known.size));
    }),
    { seed: 20_260_304, numRuns: 60 },
  );
});

it('gives from a heap what is first', async () => {
  await fc.assert(
    fc.property(fc.array(fc.option(fc.integer(), { nil: undefined, freq: 3 })), (steps) => {
      const heap = new Heap<number>((one, other) => one < other);
      const held: number[] = [];
      for (const step of steps) {
        if (step === undefined) expect(heap.pop()).toBe(held.shift());
        else {
          heap.push(step);
          held.push(step);
          held.sort((one, other) => one - other);
        }
      }
      expect([heap.size, heap.peek()]).toEqual([held.length, held[0]]);
    }),
    { seed: 20_260_305 },
  );
});

it('draws evenly, and the same from the same seed', () => {
  const random = new Random('a');
  const draws = Array.from({ length: 20_000 }, () => random.next());
  expect(Math.abs(draws.reduce((sum, draw) => sum + draw, 0) / draws.length - 0.5)).toBeLessThan(0.01);
  expect(draws.filter((draw) => draw < 0.1).length / draws.length).toBeCloseTo(0.1, 1);
  const again = new Random('a');
  expect(draws.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => again.next()));
  expect(new Random('b').next()).not.toBe(draws[0]);
});

function timeOf(number: number): string {
  return new Date(number * 1000).toISOString();
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
