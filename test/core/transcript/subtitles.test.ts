import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../core/contracts/engine-protocol.ts';
import type { TranscriptionOptions } from '../../../core/contracts/options.ts';
import { cueLayout } from '../../../core/transcript/layout.ts';
import { subtitleCues as cuesOf } from '../../../core/transcript/subtitles.ts';
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

const subtitleCues = (segments: Segment[], options: TranscriptionOptions = {}) => cuesOf(segments, cueLayout(options));
const textsOf = (...segments: Segment[]) => subtitleCues(segments).map((cue) => cue.text);

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

  it('take the place in the text for the time when the words do not make the text', () => {
    const wrong = [{ word: 'Ett', start: 0, end: 1, probability: 1 }];
    expect(textsOf(makeSegment({ text: 'Ett två.', words: wrong }))).toEqual(['Ett två.']);
    expect(textsOf(makeSegment({ text: 'Ett två.' }))).toEqual(['Ett två.']);
    const text = Array.from({ length: 70 }, (_, n) => `word${n}`).join(' ');
    const cues = subtitleCues([makeSegment({ text, start: 10, end: 38 })]);
    expect(cues.length).toBeGreaterThan(4);
    for (const { start, end } of cues) expect(end - start).toBeLessThanOrEqual(7);
    expect([cues[0]?.start, cues.at(-1)?.end]).toEqual([10, 38]);
  });

  it('do not spread a segment without words over a silence that it must hold', () => {
    const cues = subtitleCues([makeSegment({ text: 'word '.repeat(80), start: 1, end: 629 })]);
    expect(cues.length).toBeLessThan(20);
    expect(cues.at(-1)?.end).toBeLessThan(110);
  });

  it('do not stand over the silence between two words of a segment', () => {
    const [before, after] = [spoken('Before the silence.'), spoken('And after it.', { start: 610 })];
    const words = [...before.words, ...after.words.map((word) => ({ ...word, word: ` ${word.word.trim()}` }))];
    const segment = makeSegment({ text: `${before.text} ${after.text}`, words, start: 0, end: 612 });
    expect(subtitleCues([segment])).toEqual([
      { start: 0, end: 1.5, text: 'Before the silence.' },
      { start: 610, end: 611.5, text: 'And after it.' },
    ]);
  });

  it('keep together what the engine takes for two words and is written as one', () => {
    const long = spoken('Tapez ensuite les deux premiers octets de votre adresse IP suivis de deux signes');
    const end = long.end;
    const words = [
      ...long.words,
      { word: ' d', start: end, end: end + 0.1, probability: 1 },
      { word: "'asterisques", start: end + 2, end: end + 3, probability: 1 },
    ];
    const text = `${long.text} d'asterisques`;
    const texts = textsOf(makeSegment({ text, words, start: 0, end: end + 3 }));
    expect(texts.join(' ').split(/\s/)).toEqual(text.split(' '));
  });

  it('have lines of 42 columns where the middle of the text would give a longer one', () => {
    const text = 'It was the best of times it was extraordinarily_incomprehensible times';
    expect(textsOf(spoken(text, { pace: 0.3 }))).toEqual([
      'It was the best of times it was\nextraordinarily_incomprehensible times',
    ]);
    const wide = spoken('aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb cccccccccccccccccccc');
    for (const line of textsOf(wide).flatMap((one) => one.split('\n'))) expect(line.length).toBeLessThanOrEqual(42);
  });

  it('follow a language without spaces, in lines of 21 full-width characters cut between words', () => {
    const words = ['日本', '語', 'です。'].map((word, at) => ({ word, start: at, end: at + 1, probability: 1 }));
    expect(textsOf(makeSegment({ text: '日本語です。', words }))).toEqual(['日本語です。']);
    const text =
      '今日はとても天気がいいので公園まで散歩に行ってそれから友達と一緒に昼ごはんを食べることにしましたとても楽しかったです';
    const lines = textsOf(makeSegment({ text, start: 0, end: 12 })).flatMap((one) => one.split('\n'));
    expect(lines.join('')).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(21);
  });

  it('are of some length and do not overlap though the times of the engine do', () => {
    const at = (start: number, end: number, text: string) => makeSegment({ start, end, text });
    expect(subtitleCues([at(5, 5, 'one'), at(5.02, 7, 'two'), at(6, 8, 'three'), at(20, 20, 'four')])).toEqual([
      { start: 5, end: 5.08, text: 'one' },
      { start: 5.08, end: 6, text: 'two' },
      { start: 6, end: 8, text: 'three' },
      { start: 20, end: 20.833, text: 'four' },
    ]);
  });

  it('hold no blank line and no empty cue', () => {
    expect(textsOf(makeSegment({ text: 'a\r\n\r\nb\u0000\u0085c' }), makeSegment({ text: '  ' }))).toEqual(['a b c']);
  });

  it('keep to the lines, the width and the time that the job asks for', () => {
    const segment = spoken(Array.from({ length: 60 }, (_, n) => `word${n}`).join(' '), { pace: 0.3 });
    const options = { max_line_width: 20, max_lines: 3, max_cue_seconds: 3 };
    const cues = subtitleCues([segment], options);
    for (const { start, end, text } of cues) {
      expect(end - start).toBeLessThanOrEqual(3.0001);
      expect(text.split('\n').length).toBeLessThanOrEqual(3);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(20);
    }
    expect(cues.some(({ text }) => text.split('\n').length === 3)).toBe(true);
    const single = subtitleCues([segment], { max_lines: 1 });
    expect(single.filter(({ text }) => text.includes('\n'))).toEqual([]);
  });

  it('stand until they can be read, at 21 characters a second, where the next one leaves them the time', () => {
    const fast = (start: number) =>
      spoken('It was said so fast that nobody could have read it.', { pace: 0.05, start });
    const [alone] = subtitleCues([fast(0)]);
    expect(alone?.end).toBeCloseTo(51 / 21, 2);
    expect(subtitleCues([fast(0), fast(1)])[0]?.end).toBe(1);
    expect(subtitleCues([fast(0)], { max_cue_seconds: 1.5 })[0]?.end).toBe(1.5);
  });
});
