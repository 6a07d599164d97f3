import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EditedWord } from '../../../core/contracts/versions.ts';
import { realignedWords } from '../../../core/transcript/realign.ts';
import { spansOfWords } from '../../../core/transcript/timed-parts.ts';

/** Words as Whisper cuts them: by spaces where there are any, else by character or two. */
const SCRIPTS: Record<string, { words: string[]; between: string }> = {
  Latin: { words: ['Hello,', 'world.', 'don’t', 'café', 'e-mail', 'naïve', 'a', '12,5', '«Oui»', '!'], between: ' ' },
  Chinese: { words: ['今天', '天', '气', '很好', '，', '我们', '去', '公园', '。'], between: '' },
  Japanese: { words: ['東京', '都', 'に', '行きます', '。', 'カメラ', 'OK', 'と'], between: '' },
  Arabic: { words: ['مرحبا', 'بالعالم', 'كتاب،', 'الولد', 'وَلَدٌ', '١٢'], between: ' ' },
  Thai: { words: ['สวัสดี', 'ครับ', 'ภาษา', 'ไทย', 'ที่', 'นี่'], between: '' },
  Emoji: { words: ['👩‍👩‍👧', 'yes', '🎉', 'é', 'नमस्ते', '🇸🇪'], between: ' ' },
};

const sayings = (name: string) => {
  const { words = [], between = ' ' } = SCRIPTS[name] ?? {};
  return fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((said) => ({ said, text: said.join(between) }));
};

/** One word after the other, some with a pause before them. */
function segmentOf(said: readonly string[], text: string, lengths: readonly number[]) {
  let at = 10;
  const words = said.map((word, index): EditedWord => {
    const start = at + (index % 3 === 0 ? 0.25 : 0);
    at = start + (lengths[index % lengths.length] ?? 0);
    return { word, start, end: at, probability: 0.5 };
  });
  return { text, words, start: 10, end: at + 0.5 };
}

const lengths = fc.array(
  fc.integer({ min: 0, max: 900 }).map((milliseconds) => milliseconds / 1000),
  { minLength: 1 },
);
const edits = fc
  .constantFrom(...Object.keys(SCRIPTS))
  .chain((name) => fc.record({ before: sayings(name), after: sayings(name), lengths }));

describe('the words of an edited segment', () => {
  it('add up to its text', () => {
    fc.assert(
      fc.property(edits, ({ before, after, lengths }) => {
        const words = realignedWords(segmentOf(before.said, before.text, lengths), after.text);
        if (after.text === '') expect(words).toEqual([]);
        else expect(spansOfWords({ text: after.text, words, start: 0, end: 1 })).toHaveLength(words.length);
      }),
    );
  });

  it('come one after the other, inside the segment', () => {
    fc.assert(
      fc.property(edits, ({ before, after, lengths }) => {
        const segment = segmentOf(before.said, before.text, lengths);
        let last = segment.start;
        for (const { start, end } of realignedWords(segment, after.text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThanOrEqual(start);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(segment.end);
      }),
    );
  });

  it('are those that were heard, or are marked and have no probability', () => {
    fc.assert(
      fc.property(edits, ({ before, after, lengths }) => {
        const segment = segmentOf(before.said, before.text, lengths);
        for (const word of realignedWords(segment, after.text)) {
          if (word.edited) expect(word).not.toHaveProperty('probability');
          else expect(segment.words).toContain(word);
        }
      }),
    );
  });

  it('are all as heard where the text is', () => {
    fc.assert(
      fc.property(edits, ({ before, lengths }) => {
        const segment = segmentOf(before.said, before.text, lengths);
        expect(realignedWords(segment, before.text)).toEqual(segment.words);
      }),
    );
  });

  it('stay where text was put before or behind them', () => {
    fc.assert(
      fc.property(edits, lengths, ({ before, after }, durations) => {
        const segment = segmentOf(before.said, before.text, durations);
        const words = realignedWords(segment, `${after.text} ${before.text} ${after.text}`.trim());
        expect(words.filter(({ edited }) => !edited).length).toBeGreaterThanOrEqual(segment.words.length);
      }),
    );
  });
});
