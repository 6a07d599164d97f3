import { describe, expect, it } from 'vitest';
import type { EditedSegment } from '../../../core/contracts/versions.ts';
import { changedSegments, editTranscript } from '../../../core/transcript/edit.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { makeEditedDocument, makeStoredDocument } from '../../support/records.ts';

const words = [
  { word: 'Good', start: 0, end: 0.5, probability: 0.9 },
  { word: 'day.', start: 0.5, end: 1, probability: 0.9 },
];
const document = makeStoredDocument({
  transcript: {
    text: 'Good day. Bye.',
    segments: [
      makeSegment({ id: 4, text: 'Good day.', words }),
      makeSegment({ id: 7, start: 1, end: 2, text: 'Bye.' }),
    ],
  },
});
const edit = (...segments: { id: number; text?: string; speaker?: string | null }[]) =>
  editTranscript(document, { segments });

describe('an edited transcript', () => {
  it('has the new text, and the segments that nobody named as they were', () => {
    const { transcript } = edit({ id: 4, text: 'Good night.' });
    expect(transcript.text).toBe('Good night. Bye.');
    expect(transcript.segments[0]).toEqual({
      ...document.transcript.segments[0],
      text: 'Good night.',
      words: [words[0], { word: 'night.', start: 0.5, end: 1, edited: true }],
      edited: true,
    });
    expect(transcript.segments[1]).toBe(document.transcript.segments[1]);
  });

  it('keeps the place of a segment without text', () => {
    const { transcript } = edit({ id: 4, text: '' });
    expect(transcript.text).toBe('Bye.');
    expect(transcript.segments[0]).toMatchObject({ id: 4, start: 0, end: 1, text: '', words: [], edited: true });
  });

  it('has each segment on one line', () => {
    const { transcript } = edit({ id: 4, text: '\n Good\r\n\tnight,\u2028all\u3000of you. \n' });
    expect(transcript.segments[0]?.text).toBe('Good night, all\u3000of you.');
  });

  it('has no words where none were asked for', () => {
    const segments = [makeSegment({ text: 'Good day.' })];
    const without = makeStoredDocument({ transcript: { text: 'Good day.', segments } });
    const { transcript } = editTranscript(without, { segments: [{ id: 0, text: 'Good night.' }] });
    expect(transcript.segments).toMatchObject([{ text: 'Good night.', words: [] }]);
  });

  it('has words again where a text comes back', () => {
    const cleared = { ...makeEditedDocument(), ...edit({ id: 4, text: '' }, { id: 7, text: '' }) };
    const { transcript } = editTranscript(cleared, { segments: [{ id: 4, text: 'Good day.' }] });
    expect(transcript.segments[0]?.words).toHaveLength(2);
  });

  it('says who speaks, and by what name', () => {
    const { transcript, speakers } = editTranscript(document, {
      segments: [{ id: 7, speaker: 'SPEAKER_01' }],
      speakers: { SPEAKER_01: 'Anna' },
    });
    const { edited, speaker }: EditedSegment = transcript.segments[1] ?? makeSegment();
    expect({ edited, speaker, speakers }).toEqual({ speaker: 'SPEAKER_01', speakers: { SPEAKER_01: 'Anna' } });
  });

  it('forgets a speaker and a name that are taken back', () => {
    const before = makeEditedDocument();
    const after = editTranscript(before, { segments: [{ id: 0, speaker: null }], speakers: { A: null } });
    expect(after.transcript.segments[0]).not.toHaveProperty('speaker');
    expect(after.speakers).toEqual({});
  });

  it.each([
    ['that is not there', [{ id: 4 }, { id: 5 }], '/segments/1/id', 'is no segment of this transcript'],
    ['that is named twice', [{ id: 4 }, { id: 4 }], '/segments/1/id', 'is there twice'],
  ])('refuses a segment %s', (_what, ids, pointer, message) => {
    expect(() => edit(...ids.map(({ id }) => ({ id, text: 'a' })))).toThrow(
      expect.objectContaining({ status: 400, errors: [{ pointer, message }] }),
    );
  });

  it('counts as changed what says something else, or is said by somebody else', () => {
    expect(changedSegments(document, edit({ id: 4, text: 'Good day.' }))).toBe(0);
    expect(changedSegments(document, edit({ id: 4, text: 'Good night.' }, { id: 7, speaker: 'A' }))).toBe(2);
  });

  it('of ten hours is made soon', { timeout: 20_000 }, () => {
    const segments = Array.from({ length: 3600 }, (_, id) => {
      const said = Array.from({ length: 25 }, (_, at) => `w${(id * 7 + at) % 999}`);
      const start = id * 10;
      const spoken = said.map((one, at) => ({
        word: one,
        start: start + at * 0.4,
        end: start + at * 0.4 + 0.3,
        probability: 1,
      }));
      return makeSegment({ id, start, end: start + 10, text: said.join(' '), words: spoken });
    });
    const long = makeStoredDocument({ transcript: { text: '', segments } });
    const all = segments.map(({ id, text }) => ({ id, text: text.replaceAll('w1', 'x1') }));
    const { transcript } = editTranscript(long, { segments: all });
    expect(transcript.segments.flatMap((segment: EditedSegment) => segment.words)).toHaveLength(90_000);
  });
});
