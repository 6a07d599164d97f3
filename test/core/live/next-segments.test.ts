import { describe, expect, it } from 'vitest';
import { nextBatch } from '../../../core/live/batch.ts';
import { EMPTY_LOG } from '../../../core/live/log.ts';
import { type Heard, nextSegments } from '../../../core/live/next-segments.ts';
import { makeSegment } from '../../support/memory/engine.ts';

const NOW = new Date('2026-11-01T10:00:00.000Z');
const JOB = { job_id: 'job-1', attempt: 2 };
const segments = [0, 1, 2, 3].map((id) => makeSegment({ id, start: id * 10, end: id * 10 + 9 }));
const heard = (changes: Partial<Heard> = {}): Heard => ({
  segments,
  duration_seconds: 60,
  told: undefined,
  same_until: 0,
  ...changes,
});
const head = { ...EMPTY_LOG, seq: 5, attempt: 1, told: 3, told_since: '2026-11-01T09:00:00.000Z' };
const messageOf = (given: Heard, on = head) => nextSegments(JOB, given, on, NOW)?.event.message(6);

describe('what is told of what was heard', () => {
  it('is all of it, where nothing was told', () => {
    expect(nextSegments(JOB, heard(), EMPTY_LOG, NOW)?.told).toBe(4);
    expect(messageOf(heard(), EMPTY_LOG as typeof head)).toEqual({
      type: 'segments',
      seq: 6,
      attempt: 2,
      job_id: 'job-1',
      segments,
      progress: { seconds_done: 39, duration_seconds: 60 },
    });
  });

  it('is what came since, and nothing while nothing did', () => {
    expect(messageOf(heard({ told: 3 }))).toMatchObject({ segments: [segments[3]] });
    expect(messageOf(heard({ told: 4 }))).toBeUndefined();
  });

  it.each([
    ['the log, where the checkpoint has more', 100, 30, segments.slice(3)],
    ['the checkpoint, where the log has more', 19, 20, segments.slice(2)],
    ['the beginning, without a checkpoint', 0, 0, segments],
  ])('goes on after %s, when the job was taken up again', (_where, same_until, replace_from, told) => {
    expect(messageOf(heard({ same_until }))).toMatchObject({ replace_from, segments: told });
  });

  it('waits until it is beyond what the log has', () => {
    expect(messageOf(heard({ segments: segments.slice(0, 2), same_until: 100 }))).toBeUndefined();
  });

  it('begins anew where the log is so old that parts of it may be gone', () => {
    const old = { ...head, told_since: '2026-10-31T20:00:00.000Z' };
    expect(messageOf(heard({ same_until: 100 }), old)).toMatchObject({ replace_from: 0, segments });
  });

  it('is nothing, once a later attempt has told something', () => {
    expect(messageOf(heard({ told: 0 }), { ...head, attempt: 3 })).toBeUndefined();
  });

  it('replaces nothing where only the answer to a write was lost', () => {
    const own = { ...head, attempt: 2 };
    expect(messageOf(heard({ same_until: Number.POSITIVE_INFINITY }), own)).not.toHaveProperty('replace_from');
  });
});

describe('a message', () => {
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value)).length;
  const word = { word: 'ö'.repeat(10), start: 0, end: 1, probability: 0.5 };

  it('has at most what one frame takes, and all segments come in their order', () => {
    const many = Array.from({ length: 50 }, (_, id) =>
      makeSegment({ id, words: Array.from({ length: 40 }, () => word) }),
    );
    const batches = [];
    for (let from = 0; from < many.length; from += batches.at(-1)?.length ?? 1) batches.push(nextBatch(many, from));
    expect(batches.flat()).toEqual(many);
    expect(batches.length).toBeGreaterThan(2);
    for (const batch of batches) expect(bytes(batch)).toBeLessThan(32_000);
  });

  it.each([
    ['words', { words: Array.from({ length: 2000 }, () => word) }, 'Hello.'],
    ['text', { text: '\u0001'.repeat(40_000) }, '\u0001'],
  ])('that one segment is too long for has it without its words, by its %s', (_what, long, begins) => {
    const [first] = nextBatch([makeSegment(long), makeSegment({ id: 1 })], 0);
    expect(first).toMatchObject({ id: 0, words: [] });
    expect(first?.text.startsWith(begins)).toBe(true);
    expect(bytes([first])).toBeLessThan(32_000);
  });
});
