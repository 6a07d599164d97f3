import { describe, expect, it } from 'vitest';
import {
  countOf,
  type Edits,
  edited,
  NO_EDITS,
  namesAfter,
  newSpeaker,
  rebased,
  requestOf,
  withName,
  withSegment,
} from '../../web/transcript/edits.ts';
import { segment } from './support/segment.ts';

const first = segment({ id: 1, text: 'Hello frend' });
const second = segment({ id: 2, text: 'Bye', speaker: 'a' });
const base = { segments: [first, second], speakers: { a: 'Anna' } };
const mended = withSegment(NO_EDITS, first, { text: 'Hello friend', speaker: null });

describe('an edit of a segment', () => {
  it('counts once, however often it is changed', () => {
    expect(countOf(withSegment(mended, first, { text: 'Hello, friend', speaker: 'a' }))).toBe(1);
  });

  it('is none when all is as it was, but for spaces around', () => {
    expect(countOf(withSegment(mended, first, { text: ' Hello frend\n', speaker: null }))).toBe(0);
  });

  it('stays on one line', () => {
    expect(withSegment(NO_EDITS, first, { text: 'Hello\n  friend', speaker: null }).segments.get(1)).toEqual({
      text: 'Hello friend',
    });
  });

  it('shows as it will be, and leaves others the very same', () => {
    expect(edited(first, mended)).toMatchObject({ text: 'Hello friend', edited: true });
    expect(edited(second, mended)).toBe(second);
  });

  it('can take the speaker away', () => {
    const edits = withSegment(NO_EDITS, second, { text: 'Bye', speaker: null });
    expect(edited(second, edits)).not.toHaveProperty('speaker');
    expect(requestOf(edits, 0, '')).toEqual({ based_on: 0, segments: [{ id: 2, speaker: null }] });
  });
});

describe('names', () => {
  it('are a change until they are as they were', () => {
    const renamed = withName(NO_EDITS, base, 'a', 'Anne');
    expect(namesAfter(base, renamed.names)).toEqual({ a: 'Anne' });
    expect(countOf(withName(renamed, base, 'a', 'Anna '))).toBe(0);
  });

  it('that are empty are taken away', () => {
    const { names } = withName(NO_EDITS, base, 'a', ' ');
    expect(namesAfter(base, names)).toEqual({});
    expect(requestOf({ ...NO_EDITS, names }, 3, 'Eva ')).toEqual({ based_on: 3, speakers: { a: null }, author: 'Eva' });
  });

  it('of a new speaker stand under an id that nobody has', () => {
    const edits: Edits = { segments: new Map([[1, { speaker: 'speaker_1' }]]), names: { speaker_2: 'Bo' } };
    expect(newSpeaker(base, edits)).toBe('speaker_3');
  });
});

describe('changes of a newer version', () => {
  it('are no changes where it has them already', () => {
    const after = { ...base, segments: [{ ...first, text: 'Hello friend' }, second] };
    expect(rebased(mended, base, after)).toEqual({ edits: NO_EDITS, touched: [] });
  });

  it('stay, and segments that both changed are named', () => {
    const after = { ...base, segments: [{ ...first, text: 'Hullo frend' }, second] };
    const { edits, touched } = rebased(mended, base, after);
    expect(edits.segments.get(1)).toEqual({ text: 'Hello friend' });
    expect(touched).toEqual([1]);
  });
});
