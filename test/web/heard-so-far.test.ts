import { expect, it } from 'vitest';
import { type HeardSoFar, heardAfter, type Message } from '../../web/transcript/heard-so-far.ts';

const segment = (id: number, start: number) => ({ id, start, end: start + 1, text: `${id}`, words: [], confidence: 1 });
const heard = (seq: number, starts: readonly number[], replace_from?: number): Message => ({
  type: 'segments',
  seq,
  attempt: 1,
  job_id: 'job-1',
  segments: starts.map((start, at) => segment(10 * seq + at, start)),
  progress: { seconds_done: 0, duration_seconds: 9 },
  ...(replace_from !== undefined && { replace_from }),
});
const SNAPSHOT: Message = { type: 'snapshot', seq: 0, attempt: 1, job: null };
const NOTHING: HeardSoFar = [];
const startsAfter = (...messages: Message[]) => messages.reduce(heardAfter, NOTHING).map(({ start }) => start);

it('what was heard comes in the order it is told', () => {
  expect(startsAfter(SNAPSHOT, heard(1, [0, 2]), { type: 'state' }, heard(2, [4]))).toEqual([0, 2, 4]);
});

it('where another worker takes a job up, what it hears takes the place of what was heard from there on', () => {
  expect(startsAfter(heard(1, [0, 2, 4]), heard(2, [2, 3], 2))).toEqual([0, 2, 3]);
});

it('a snapshot makes all before it void', () => {
  expect(startsAfter(heard(1, [0, 2]), SNAPSHOT)).toEqual([]);
});
