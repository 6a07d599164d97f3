/** What holds for every cue, whatever is spoken, in whatever script, and whatever times the engine gives. */
import * as foreign from '@plussub/srt-vtt-parser';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../core/contracts/engine-protocol.ts';
import { columns } from '../../../core/transcript/columns.ts';
import { FORMATS } from '../../../core/transcript/formats.ts';
import { cueLayout } from '../../../core/transcript/layout.ts';
import { type Cue, subtitleCues as cuesOf } from '../../../core/transcript/subtitles.ts';
import { unbrokenParts } from '../../../core/transcript/unbroken.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { makeStoredDocument } from '../../support/records.ts';

const LATIN = [
  'a',
  "d'asterisques",
  'Hello',
  'world.',
  'naïve,',
  'to',
  'Straße',
  'Wow!',
  'dit-il :',
  '20 %',
  'R&D',
  '<b>',
  '-->',
];
const CJK = [
  '今天',
  '天气',
  '很好',
  '，',
  '我们',
  '。',
  '東京',
  '「',
  '晴れ',
  '」',
  'コンピューター',
  'ちょっと',
  'です',
  '、',
  '2024',
  '年',
];
const THAI = ['สวัสดี', 'ครับ', 'วันนี้', 'อากาศ', 'ดีมากๆ', 'น้ำ', 'กำลัง'];
const ARABIC = ['مرحبا', 'بالعالم،', 'كيف', 'حالك؟', 'مُحَمَّد', 'می‌خواهم'];
const EMOJI = ['😀', '👨‍👩‍👧', '🇸🇪', '👍🏽', '❤️', '한국어', '가'];
const SCRIPTS: Record<string, { tokens: string[]; spaced: boolean }> = {
  Latin: { tokens: LATIN, spaced: true },
  Arabic: { tokens: ARABIC, spaced: true },
  Chinese: { tokens: CJK, spaced: false },
  Thai: { tokens: THAI, spaced: false },
  emoji: { tokens: EMOJI, spaced: false },
  mixed: { tokens: [...LATIN, ...CJK, ...THAI, ...ARABIC, ...EMOJI, '\u0301', ' ', '\r\n\r\n'], spaced: false },
};

const seconds = (max: number) => fc.double({ min: 0, max, noNaN: true });
/** Words of no length and long ones, with and without pauses, and a clock that jumps back. */
const times = fc.record({
  pause: fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, seconds(20), fc.constant(-0.4)),
  lasts: fc.oneof(fc.constant(0), seconds(0.6), seconds(12)),
});

/** Times in milliseconds. */
type ForeignCue = { from: number; to: number; text: string };
type Spoken = { token: string; space: boolean; pause: number; lasts: number };

function segmentsOf(all: { words: Spoken[]; hasWords: boolean }[]): Segment[] {
  let now = 0;
  return all.map(({ words: spoken, hasWords }, id) => {
    const words = spoken.map(({ token, space, pause, lasts }) => {
      const start = Math.max(0, now + pause);
      now = start + lasts;
      return { word: space ? ` ${token}` : token, start, end: now, probability: 1 };
    });
    const text = words
      .map((word) => word.word)
      .join('')
      .trim();
    return makeSegment({ id, text, start: words[0]?.start ?? now, end: now, words: hasWords ? words : [] });
  });
}

const segmentsIn = ({ tokens, spaced }: { tokens: string[]; spaced: boolean }) =>
  fc
    .array(
      fc.record({
        hasWords: fc.boolean(),
        words: fc.array(
          fc
            .tuple(fc.constantFrom(...tokens), spaced ? fc.constant(true) : fc.nat(9).map((n) => n === 0), times)
            .map(([token, space, time]) => ({ token, space, ...time })),
          { minLength: 1, maxLength: 60 },
        ),
      }),
      { maxLength: 5 },
    )
    .map(segmentsOf);

const subtitleCues = (segments: Segment[]) => cuesOf(segments, cueLayout({}));
const bare = (text: string) => text.replaceAll(/\s+/g, '');
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const words = new Intl.Segmenter('und', { granularity: 'word' });

/** Offsets in `text`, white space not counted, at which one unit ends. */
function ends(segmenter: Intl.Segmenter, text: string): Set<number> {
  const flat = [...segmenter.segment(text)].map(
    ({ index, segment }) => bare(text.slice(0, index + segment.length)).length,
  );
  return new Set([0, ...flat]);
}

describe.each(Object.entries(SCRIPTS))('subtitles of %s', (_script, tokens) => {
  const forAll = (check: (segments: Segment[]) => void): void => {
    void fc.assert(fc.property(segmentsIn(tokens), check), { numRuns: 50 });
  };

  it('are cues of some length, one after the other, of 7 seconds at most', () => {
    forAll((segments) => {
      let before = 0;
      for (const { start, end } of subtitleCues(segments)) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(start);
        expect(end - start).toBeLessThanOrEqual(7.0001);
        before = end;
      }
    });
  });

  it('have two lines at most, of 42 columns unless one word is wider', () => {
    forAll((segments) => {
      const lines = subtitleCues(segments).map((cue) => cue.text.split('\n'));
      for (const cueLines of lines) expect(cueLines.length).toBeLessThanOrEqual(2);
      const tooWide = lines.flat().filter((line) => columns(line) > 42);
      expect(tooWide.filter((line) => unbrokenParts(line).length > 1)).toEqual([]);
      expect(lines.flat().filter((line) => line.trim() === '')).toEqual([]);
    });
  });

  it('say all of the transcript and cut no word and no character', () => {
    forAll((segments) => {
      const transcript = segments.map((segment) => segment.text).join('\n');
      const lines = subtitleCues(segments).flatMap((cue) => cue.text.split('\n'));
      expect(bare(lines.join(''))).toBe(bare(transcript));
      let at = 0;
      const cuts = lines.map((line) => (at += bare(line).length));
      for (const units of [ends(graphemes, transcript), ends(words, transcript)])
        expect(cuts.filter((cut) => !units.has(cut))).toEqual([]);
    });
  });

  it('keep their form in SubRip and WebVTT', () => {
    forAll((segments) => {
      const document = makeStoredDocument({ transcript: { text: '', segments } });
      const count = subtitleCues(segments).length;
      const blocks = (text: string) => text.split('\n\n').filter((block) => block !== '');
      expect(blocks(FORMATS.srt.render(document, {}))).toHaveLength(count);
      expect(FORMATS.srt.render(document, {}).split('-->')).toHaveLength(count + 1);
      const vtt = FORMATS.vtt.render(document, {});
      expect(blocks(vtt)).toHaveLength(count + 1);
      expect(vtt.split('-->')).toHaveLength(count + 1);
      expect(vtt).not.toMatch(/<|&(?!amp;|lt;)/);
    });
  });

  it('are read by others as the cues that they are', () => {
    forAll((segments) => {
      const document = makeStoredDocument({ transcript: { text: '', segments } });
      const cues = subtitleCues(segments).map(({ start, end, text }) => ({
        from: Math.round(start * 1000),
        to: Math.round(end * 1000),
        text: text.replaceAll('-->', '→'),
      }));
      for (const format of ['srt', 'vtt'] as const) {
        if (cues.length === 0) continue;
        const { entries } = foreign.parse(FORMATS[format].render(document, {}));
        const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&amp;', '&');
        expect(entries.map(({ from, to, text }: ForeignCue) => ({ from, to, text: unescaped(text) }))).toEqual(cues);
      }
    });
  });
});

it('subtitles stand over a pause in which nobody speaks only until they can be read', () => {
  const spoken = fc.record({
    pause: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, fc.double({ min: 3, max: 700, noNaN: true })),
    lasts: fc.double({ min: 0.05, max: 1, noNaN: true }),
    token: fc.constantFrom(...LATIN),
    space: fc.constant(true),
  });
  const segments = fc.array(fc.array(spoken, { minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 });
  void fc.assert(
    fc.property(segments, (all) => {
      const made = segmentsOf(all.map((each) => ({ words: each, hasWords: true })));
      const timed = made.flatMap((segment) => segment.words);
      const cues = subtitleCues(made);
      for (const [at, word] of timed.entries()) {
        const next = timed[at + 1];
        if (!next || next.start - word.end < 3) continue;
        const silent = { start: word.end + 1.5, end: next.start - 0.001 };
        const isRead = ({ start, end, text }: Cue) => end <= start + columns(text.replaceAll('\n', ' ')) / 21 + 0.001;
        const standing = cues.filter((cue) => cue.start < silent.end && cue.end > silent.start);
        expect(standing.filter((cue) => !isRead(cue))).toEqual([]);
      }
    }),
  );
});
