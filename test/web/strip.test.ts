import { describe, expect, it } from 'vitest';
import { barsOf, levelOf, rowOf, stretchesOf, summaryOf } from '../../web/transcript/strip.ts';
import { segment } from './support/segment.ts';

describe('the strip', () => {
  const segments = [
    segment({ start: 0, words: ['a', 'b'], probabilities: [1, 0.5], speaker: 'x' }),
    segment({ start: 4, words: ['c'], probabilities: [undefined], speaker: 'y' }),
  ];
  const stretches = stretchesOf(segments, 6, 3);

  it('has for each stretch how much is spoken, how sure that is and by whom', () => {
    expect(stretches).toEqual([
      { speech: 1, confidence: 0.75, speaker: 'x' },
      { speech: 0, confidence: undefined, speaker: undefined },
      { speech: 0.5, confidence: undefined, speaker: 'y' },
    ]);
  });

  it('takes a word across two stretches for both', () => {
    expect(stretchesOf([segment({ start: 0.5, words: ['a'] })], 2, 2).map(({ speech }) => speech)).toEqual([0.5, 0.5]);
  });

  it('takes the whole segment where there are no words', () => {
    expect(stretchesOf([segment({ start: 0, end: 2 })], 4, 2).map(({ speech }) => speech)).toEqual([1, 0]);
  });

  it('is drawn as bars by how sure they are, and rows of speakers', () => {
    expect(stretches.map(({ confidence }) => levelOf(confidence))).toEqual(['fair', 'sure', 'sure']);
    expect(barsOf(stretches, 'fair', 20)).toBe('M0 20v-20h1v20z');
    expect(barsOf(stretches, 'sure', 20)).toBe('M2 20v-10h1v10z');
    expect(rowOf(stretches, 'y', 22, 4)).toBe('M2 22v4h1v-4z');
  });

  it('is told in numbers too', () => {
    expect(summaryOf(stretches)).toEqual({ speech: 0.5, confidence: 0.75 });
  });

  it('of nothing is empty', () => {
    expect(stretchesOf([], 0, 3)).toEqual([]);
    expect(summaryOf([])).toEqual({ speech: 0, confidence: undefined });
  });
});
