import { describe, expect, it } from 'vitest';
import type { Segment } from '../../../core/contracts/engine-protocol.ts';
import type { ResultFormat, TranscriptionOptions } from '../../../core/contracts/options.ts';
import type { AnyDocument } from '../../../core/contracts/versions.ts';
import { FORMATS } from '../../../core/transcript/formats.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { makeEditedDocument, makeStoredDocument } from '../../support/records.ts';

const documentOf = (...segments: Partial<Segment>[]) =>
  makeStoredDocument({ transcript: { text: '', segments: segments.map((segment) => makeSegment(segment)) } });

const render = (format: ResultFormat, document: AnyDocument = documentOf(), options: TranscriptionOptions = {}) =>
  FORMATS[format].render(document, options);

describe('text', () => {
  it('has an empty line where the pause is longer than a paragraph’s', () => {
    const document = documentOf(
      { start: 0, end: 1, text: 'One.' },
      { start: 3.5, end: 4, text: 'Two.' },
      { start: 6.6, end: 7, text: 'Three.' },
    );
    expect(render('txt', document)).toBe('One.\nTwo.\n\nThree.\n');
    expect(render('txt', document, { paragraph_pause_seconds: 3 })).toBe('One.\nTwo.\nThree.\n');
    expect(render('txt', document, { paragraph_pause_seconds: 1 })).toBe('One.\n\nTwo.\n\nThree.\n');
  });

  it('is one line a segment', () => {
    expect(render('txt', documentOf({ text: 'Hej då.' }, { text: 'Vi ses & hörs <snart>' }))).toBe(
      'Hej då.\nVi ses & hörs <snart>\n',
    );
  });
});

describe('SubRip', () => {
  it('numbers its cues and writes times with a comma', () => {
    const document = documentOf({ start: 0, end: 2.4, text: 'One' }, { start: 60.4, end: 62.0005, text: 'Two' });
    expect(render('srt', document)).toBe(
      '1\n00:00:00,000 --> 00:00:02,400\nOne\n\n2\n00:01:00,400 --> 00:01:02,001\nTwo\n\n',
    );
  });

  it.each([
    [3599.9996, '01:00:00,000'],
    [3661.25, '01:01:01,250'],
    [36_000, '10:00:00,000'],
    [360_000, '100:00:00,000'],
    [2.0004, '00:00:02,000'],
  ])('writes %d seconds as %s', (end, time) => {
    expect(render('srt', documentOf({ start: end - 2, end }))).toContain(`--> ${time}\n`);
  });

  it('keeps what would end a cue out of its text', () => {
    expect(render('srt', documentOf({ text: 'a\n\nb --> c' }))).toContain('\na b → c\n\n');
  });
});

describe('WebVTT', () => {
  it('starts with its name, writes times with a point and escapes what would be markup', () => {
    const document = documentOf({ start: 3600, end: 3601.5, text: 'Q&A <b>bold</b> a --> b\r\n\r\nnew' });
    expect(render('vtt', document)).toBe(
      'WEBVTT\n\n01:00:00.000 --> 01:00:01.500\nQ&amp;A &lt;b>bold&lt;/b> a → b new\n\n',
    );
  });
});

describe('tab-separated values', () => {
  it('are times in milliseconds and the text of each segment, in one line whatever it holds', () => {
    const document = documentOf({ start: 0, end: 2.4, text: 'One' }, { start: 60.4, end: 62.0005, text: ' a\tb\nc ' });
    expect(render('tsv', document)).toBe('start\tend\ttext\n0\t2400\tOne\n60400\t62001\ta b c\n');
  });
});

describe('verbose JSON', () => {
  const words = [{ word: 'Hej', start: 0.5, end: 0.9, probability: 0.9 }];
  const document = {
    ...documentOf(
      { id: 0, start: 0, end: 2.5, text: 'Hej', words, confidence: 0.5 },
      { id: 1, confidence: 0, words: [] },
    ),
    language: { code: 'sv', probability: 1 },
  };

  it('has the names that clients of OpenAI read', () => {
    expect(JSON.parse(render('verbose_json', document, { task: 'translate' }))).toMatchObject({
      task: 'translate',
      language: 'swedish',
      duration: document.duration_seconds,
      text: document.transcript.text,
      segments: [{ id: 0, start: 0, end: 2.5, text: 'Hej', avg_logprob: Math.log(0.5) }, { id: 1 }],
      words: [{ word: 'Hej', start: 0.5, end: 0.9 }],
    });
  });

  it('has no words where they were not asked for, and numbers alone', () => {
    const rendered = JSON.parse(render('verbose_json', document, { word_timestamps: false }));
    expect(rendered).not.toHaveProperty('words');
    expect(rendered).toMatchObject({ task: 'transcribe', segments: [{}, { avg_logprob: expect.any(Number) }] });
  });
});

describe('a transcript whose client said who speaks', () => {
  const segment = (id: number, text: string, speaker?: string) => ({
    ...makeSegment({ id, start: id * 2, end: id * 2 + 2, text }),
    ...(speaker !== undefined && { speaker }),
  });
  const edited = (...segments: ReturnType<typeof segment>[]) =>
    makeEditedDocument({ transcript: { text: '', segments }, speakers: { A: 'Anna <b> & Bo', constructor: 'Eve' } });
  const said = edited(
    segment(0, 'Hi.', 'A'),
    segment(1, 'Yes?', 'A'),
    segment(2, '', 'B'),
    segment(3, 'No.', 'B'),
    segment(4, 'Well.'),
    segment(5, 'Ha!', 'constructor'),
  );

  it('has the names in its lines of text', () => {
    expect(render('txt', said)).toBe('Anna <b> & Bo: Hi.\nAnna <b> & Bo: Yes?\nB: No.\nWell.\nEve: Ha!\n');
  });

  it('has them as voices in WebVTT, with what would be markup escaped', () => {
    const lines = render('vtt', said).split('\n');
    const voice = '<v Anna &lt;b&gt; &amp; Bo>';
    expect(lines.filter((line) => /[.?!]$/.test(line))).toEqual([
      `${voice}Hi.`,
      `${voice}Yes?`,
      '<v B>No.',
      'Well.',
      '<v Eve>Ha!',
    ]);
  });

  it('has them in SubRip where somebody else begins to speak', () => {
    const lines = render('srt', said).split('\n');
    const texts = ['Anna <b> & Bo: Hi.', 'Yes?', 'B: No.', 'Well.', 'Eve: Ha!'];
    expect(lines.filter((line) => /[.?!]$/.test(line))).toEqual(texts);
  });

  it('has lines of SubRip that are no longer with a name', () => {
    const long = edited(segment(0, 'This is what somebody says who has a name that is rather long.', 'A'));
    for (const line of render('srt', long).split('\n')) expect(line.length).toBeLessThanOrEqual(42);
    expect(render('srt', long)).toMatch(/\nAnna <b> & Bo: This/);
  });

  it('has them in verbose JSON', () => {
    const { segments } = JSON.parse(render('verbose_json', said));
    expect(segments.map(({ speaker }: { speaker?: string }) => speaker)).toEqual([
      'Anna <b> & Bo',
      'Anna <b> & Bo',
      'B',
      'B',
      undefined,
      'Eve',
    ]);
  });

  it('has no line and no cue for what was taken out', () => {
    const document = edited(segment(0, ''), segment(1, 'Yes.'));
    expect(render('txt', document)).toBe('Yes.\n');
    expect(render('tsv', document)).toBe('start\tend\ttext\n2000\t4000\tYes.\n');
    expect(render('srt', document)).toMatch(/^1\n00:00:02/);
  });
});

it('renders a transcript without speech as files without cues', () => {
  const empty = documentOf();
  expect([render('txt', empty), render('srt', empty), render('vtt', empty)]).toEqual(['', '', 'WEBVTT\n\n']);
});

it('keeps the whole document as JSON', () => {
  const document = documentOf({ text: 'Hej "då"' });
  expect(JSON.parse(render('json', document))).toEqual(document);
});

it('makes each format of what was heard, by what the job asks: words are left out of the JSON, and subtitles are cut by them', () => {
  const words = [{ word: 'Hej', start: 0.5, end: 0.9, probability: 1 }];
  const document = documentOf({ start: 0, end: 4, text: 'Hej', words });
  const wordless = { word_timestamps: false };
  expect(JSON.parse(render('json', document, wordless))).toMatchObject({ transcript: { segments: [{ words: [] }] } });
  expect(render('srt', document, wordless)).toBe(render('srt', document));
  expect(render('srt', document, wordless)).toContain('00:00:00,500 -->');
});
