import { describe, expect, it } from 'vitest';
import { subtitleCues } from '../../../core/transcript/subtitles.ts';
import { makeSegment } from '../../support/memory/engine.ts';

/** One word every `pace` seconds, spoken until the next. */
function spoken(text: string, { pace = 0.5, start = 0 } = {}) {
  const words = text.split(' ').map((word, index) => ({
    word: index === 0 ? word : ` ${word}`,
    start: start + index * pace,
    end: start + (index + 1) * pace,
    probability: 0.9,
  }));
  return makeSegment({ text, words, start, end: start + words.length * pace });
}

const textsOf = (...segments: Parameters<typeof subtitleCues>[0]) => subtitleCues(segments).map((cue) => cue.text);

describe('subtitles', () => {
  it('keep a short segment whole, with the times of its words', () => {
    expect(subtitleCues([spoken('Hello there, friend.', { start: 3 })])).toEqual([
      { start: 3, end: 4.5, text: 'Hello there, friend.' },
    ]);
  });

  it('are cut so that each can be read: two lines of 42 characters, 7 seconds', () => {
    const cues = subtitleCues([spoken(Array.from({ length: 60 }, (_, n) => `word${n}`).join(' '))]);
    expect(cues.length).toBeGreaterThan(1);
    for (const cue of cues) {
      expect(cue.end - cue.start).toBeLessThanOrEqual(7);
      expect(cue.text.split('\n').length).toBeLessThanOrEqual(2);
      expect(cue.text.length).toBeLessThanOrEqual(84);
    }
    expect(cues.flatMap((cue) => cue.text.split(/\s/)).length).toBe(60);
  });

  it('end at the end of a sentence and before a pause', () => {
    const first = spoken('This is a sentence of some length. And the next.');
    expect(textsOf(first)).toEqual(['This is a sentence of some length.', 'And the next.']);
    const paused = spoken('one two');
    const [one, two] = paused.words;
    const words = [one!, { ...two!, start: 9, end: 9.5 }];
    expect(textsOf({ ...paused, words })).toEqual(['one', 'two']);
  });

  it('fall back on the segment when its words do not make its text', () => {
    expect(
      textsOf(makeSegment({ text: 'Ett två.', words: [{ word: 'Ett', start: 0, end: 1, probability: 1 }] })),
    ).toEqual(['Ett två.']);
    expect(textsOf(makeSegment({ text: 'Ett två.' }))).toEqual(['Ett två.']);
  });

  it('follow a language without spaces', () => {
    const words = ['日本', '語', 'です。'].map((word, at) => ({ word, start: at, end: at + 1, probability: 1 }));
    expect(textsOf(makeSegment({ text: '日本語です。', words }))).toEqual(['日本語です。']);
  });

  it('hold no blank line and no empty cue', () => {
    expect(textsOf(makeSegment({ text: 'a\r\n\r\nb' }), makeSegment({ text: '  ' }))).toEqual(['a b']);
  });
});
