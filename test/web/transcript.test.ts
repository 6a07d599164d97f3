import { describe, expect, it } from 'vitest';
import { notesBySegment } from '../../web/transcript/notes.ts';
import { paragraphsOf } from '../../web/transcript/paragraphs.ts';
import { hitsOf, MOST_HITS } from '../../web/transcript/search.ts';
import { blocksOf } from '../../web/transcript/text-blocks.ts';
import {
  countUnsure,
  nextUnsure,
  segmentAtTime,
  transcriptOf,
  unsureSpans,
  wordAtOffset,
  wordAtTime,
  wordSpans,
} from '../../web/transcript/transcript.ts';
import { makeQuality } from '../support/memory/engine.ts';
import { makeEditedDocument } from '../support/records.ts';
import { segment } from './support/segment.ts';

const hello = segment({ text: 'Hello, my my friend.', words: ['Hello,', 'my', 'my', 'friend.'] });

describe('words of a segment', () => {
  it('stand where they are in the text, also twice the same', () => {
    expect(wordSpans(hello).map(({ from, to }) => [from, to])).toEqual([
      [0, 6],
      [7, 9],
      [10, 12],
      [13, 20],
    ]);
  });

  it('stand side by side in a script without spaces', () => {
    const spans = wordSpans(segment({ text: '今日は晴れ', words: ['今日', 'は', '晴れ'] }));
    expect(spans.map(({ from }) => from)).toEqual([0, 2, 3]);
  });

  it('that are not in the text are left out', () => {
    const spans = wordSpans(segment({ text: 'Hello friend.', words: ['Hello', 'dear', 'friend.'] }));
    expect(spans.map(({ from }) => from)).toEqual([0, 6]);
  });

  it.each([
    [0, 0],
    [6, 0],
    [8, 1],
    [11, 2],
    [99, 3],
  ])('at place %d of the text is word %d', (offset, index) => {
    const spans = wordSpans(hello);
    expect(wordAtOffset(spans, offset)).toBe(spans[index]);
  });

  it.each([
    [0.5, 0],
    [1, 1],
    [3.9, 3],
    [50, 3],
  ])('at second %d is word %d', (seconds, index) => {
    const spans = wordSpans(hello);
    expect(wordAtTime(spans, seconds)).toBe(spans[index]);
  });
});

describe('segments', () => {
  const segments = [segment({ start: 1 }), segment({ start: 5 }), segment({ start: 9 })];

  it.each([
    [0, -1],
    [1, 0],
    [7, 1],
    [100, 2],
  ])('at second %d is segment %d', (seconds, index) => {
    expect(segmentAtTime(segments, seconds)).toBe(index);
  });

  it('come in blocks, of which those without a change are the same as before', () => {
    const many = Array.from({ length: 45 }, (_, id) => segment({ id }));
    const before = blocksOf(many, []);
    const after = blocksOf(many.with(25, segment({ id: 25, text: 'other' })), before);
    expect(before.map(({ first }) => first)).toEqual([0, 20, 40]);
    expect(after.map((block, at) => block === before[at])).toEqual([true, false, true]);
  });
});

describe('unsure words', () => {
  const sure = segment({ start: 0, text: 'sure', words: ['sure'] });
  const doubted = segment({ start: 10, text: 'so doubted', words: ['so', 'doubted'], probabilities: [0.9, 0.49] });
  const edited = segment({ start: 20, text: 'edited', words: ['edited'], probabilities: [undefined] });

  it('are those below the limit; edited ones have no probability and are sure', () => {
    expect([sure, doubted, edited].map((one) => unsureSpans(one, 0.5).map(({ from }) => from))).toEqual([[], [3], []]);
    expect(unsureSpans(doubted, 0.49)).toEqual([]);
    expect([0.5, 1].map((below) => countUnsure([sure, doubted, edited], below))).toEqual([1, 3]);
  });

  it.each([
    [{ low_confidence_below: 0.7 }, 0.7],
    [{}, 0.5],
  ])('are by the limit of the result, or of results before there was one: %j', (more, below) => {
    const answer = JSON.stringify(makeEditedDocument({ quality: makeQuality(more) }));
    expect(transcriptOf(JSON.parse(answer)).unsureBelow).toBe(below);
  });

  it.each([
    [0, 11],
    [11, 11],
    [50, 11],
  ])('after second %d the next is at %d', (seconds, next) => {
    expect(nextUnsure([sure, doubted, edited], 0.5, seconds)).toBe(next);
  });

  it('may be none', () => {
    expect(nextUnsure([sure, edited], 0.5, 0)).toBeUndefined();
  });
});

describe('search', () => {
  it.each([
    ['anna', [[0, 0, 4]]],
    ['NA  sä', [[0, 2, 7]]],
    ['(x)', [[1, 0, 3]]],
    ['  ', []],
    ['nobody', []],
  ])('"%s" is found at %j', (wanted, hits) => {
    const segments = [segment({ text: 'Anna säger' }), segment({ text: '(x)' })];
    expect(hitsOf(segments, wanted).map(({ index, from, to }) => [index, from, to])).toEqual(hits);
  });

  it('ends after the most that are of use', () => {
    expect(hitsOf([segment({ text: 'a'.repeat(MOST_HITS + 1) })], 'a')).toHaveLength(MOST_HITS);
  });
});

it('notes stand before the segment that follows them, those of one place together', () => {
  const segments = [segment({ start: 10 }), segment({ start: 20 })];
  const removed = (start: number, text: string) => ({
    start,
    end: start + 1,
    text,
    words: [],
    confidence: 0.2,
    reasons: ['silence'],
  });
  const notes = notesBySegment(
    {
      gaps: [{ start: 12, end: 18, seconds: 6 }],
      removed_segments: [removed(1, 'Thanks.'), removed(2, 'Bye.'), removed(30, 'End.')],
    },
    segments,
  );
  expect([...notes]).toEqual([
    [1, [{ kind: 'gap', start: 12, seconds: 6 }]],
    [0, [{ kind: 'removed', start: 1, texts: ['Thanks.', 'Bye.'] }]],
    [2, [{ kind: 'removed', start: 30, texts: ['End.'] }]],
  ]);
});

it('a paragraph is what one speaker says without a long pause', () => {
  const segments = [
    segment({ start: 0, end: 2, text: 'One', speaker: 'a' }),
    segment({ start: 3, end: 4, text: 'two.', speaker: 'a' }),
    segment({ start: 4, end: 5, text: '', speaker: 'a' }),
    segment({ start: 4, end: 5, text: 'Yes.', speaker: 'b' }),
    segment({ start: 9, end: 10, text: 'Later.', speaker: 'b' }),
  ];
  expect(paragraphsOf(segments, (speaker) => ({ a: 'Anna' })[speaker] ?? speaker)).toEqual([
    { start: 0, speaker: 'Anna', text: 'One two.' },
    { start: 4, speaker: 'b', text: 'Yes.' },
    { start: 9, speaker: 'b', text: 'Later.' },
  ]);
});
