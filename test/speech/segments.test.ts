/** Segments that people can use, and the subtitles made of them, of a real speaker. */
import * as foreign from '@plussub/srt-vtt-parser';
import { expect, it } from 'vitest';
import { columns } from '../../core/transcript/columns.ts';
import { FORMATS } from '../../core/transcript/formats.ts';
import { completeDocument } from '../../core/transcript/transcript.ts';
import { describeWith } from '../support/needs.ts';
import { makeJob, USAGE } from '../support/records.ts';
import { EVERYTHING, heard, SPEECH_NEEDS } from './heard.ts';

const LONGEST_SECONDS = 30;
const PAUSE_SECONDS = 1;

describeWith(...SPEECH_NEEDS)('the segments of a real speaker', () => {
  it.each(EVERYTHING)('%s: are 30 seconds at most, one after the other', (name) => {
    let before = 0;
    for (const { start, end } of heard(name).segments) {
      expect(start).toBeGreaterThanOrEqual(before);
      expect(end).toBeGreaterThanOrEqual(start);
      expect(end - start).toBeLessThanOrEqual(LONGEST_SECONDS);
      before = start;
    }
  });

  it.each(EVERYTHING)('%s: go over no pause of a second', (name) => {
    const pauses = heard(name).segments.flatMap(({ words, text }) =>
      words.flatMap(({ start }, at) => {
        const pause = start - (words[at - 1]?.end ?? start);
        return pause >= PAUSE_SECONDS ? [{ text, start, pause }] : [];
      }),
    );
    expect(pauses).toEqual([]);
  });

  it.each(EVERYTHING)('%s: have their words in order and inside, which make up the text', (name) => {
    for (const { start, end, text, words } of heard(name).segments) {
      let before = start;
      for (const word of words) {
        expect(word.start).toBeGreaterThanOrEqual(before);
        expect(word.end).toBeLessThanOrEqual(end);
        before = word.start;
      }
      expect(
        words
          .map(({ word }) => word)
          .join('')
          .trim(),
      ).toBe(text);
    }
  });
});

/** Times in milliseconds. */
type Cue = { from: number; to: number; text: string };

describeWith(...SPEECH_NEEDS)('the subtitles of a real speaker', () => {
  const documentOf = (name: string) =>
    completeDocument(makeJob(), heard(name), { model: 'whisper-base', usage: USAGE, processing_seconds: 1 });

  it.each(EVERYTHING.flatMap((name) => (['srt', 'vtt'] as const).map((format) => [name, format] as const)))(
    '%s: are read by others from %s as cues that can be read',
    (name, format) => {
      const document = documentOf(name);
      const rendered = FORMATS[format].render(document, {});
      const cues: Cue[] = document.transcript.segments.length === 0 ? [] : foreign.parse(rendered).entries;
      let before = 0;
      for (const { from, to, text } of cues) {
        expect(from).toBeGreaterThanOrEqual(before);
        expect(to - from).toBeGreaterThan(0);
        expect(to - from).toBeLessThanOrEqual(7000);
        const lines = text.split('\n');
        expect(lines.length).toBeLessThanOrEqual(2);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(42);
        before = to;
      }
      const words = (all: string) => all.split(/\s+/).filter(Boolean);
      expect(words(cues.map(({ text }) => text).join(' '))).toEqual(words(document.transcript.text));
    },
  );
});
