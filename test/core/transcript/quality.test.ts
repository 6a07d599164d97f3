import { describe, expect, it } from 'vitest';
import type { Warning } from '../../../core/contracts/job-row.ts';
import { qualityWarnings } from '../../../core/transcript/quality.ts';
import { makeQuality } from '../../support/memory/engine.ts';

const NONE: Warning[] = [];
const SURE = { code: 'en', probability: 0.99 };

const warnings = (quality: Parameters<typeof makeQuality>[0], { text = 'Hello.', language = SURE, told = NONE } = {}) =>
  qualityWarnings({ quality: makeQuality(quality), language, warnings: told }, text);
const codes = (...of: Parameters<typeof warnings>) => warnings(...of).map((warning) => warning.code);

describe('the warnings of a transcript', () => {
  it('are none for one that the model was sure of', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ transcribed_seconds: 100, low_confidence_spans: [{ start: 0, end: 25, confidence: 0.4 }] })).toEqual(
      [],
    );
  });

  it('say that nobody speaks, and that much is unsure', () => {
    expect(codes({ transcribed_seconds: 0 }, { text: '' })).toEqual(['no_speech']);
    expect(codes({ transcribed_seconds: 100, low_confidence_spans: [{ start: 0, end: 26, confidence: 0.4 }] })).toEqual(
      ['low_confidence'],
    );
  });

  it('do not say that nobody speaks where the recording is too quiet to know', () => {
    const told = [{ code: 'very_quiet', message: 'the recording is very quiet' }];
    expect(codes({ transcribed_seconds: 0 }, { text: '', told })).toEqual([]);
  });

  it('say how much', () => {
    const [share] = warnings({
      transcribed_seconds: 10,
      low_confidence_spans: [{ start: 0, end: 3, confidence: 0.4 }],
    });
    expect(share?.message).toContain('30 %');
  });

  it.each([
    [0.499, ['unsure_language']],
    [0.5, []],
    [1, []],
  ])('say that the language is unsure: with a probability of %d', (probability, expected) => {
    expect(codes({}, { language: { code: 'ru', probability } })).toEqual(expected);
  });

  it('name the language that was taken, and how sure it is', () => {
    const [unsure] = warnings({}, { language: { code: 'ru', probability: 0.42 } });
    expect(unsure?.message).toMatch(/"ru" with a probability of 42 %/);
  });

  it('say nothing of a language where nobody speaks', () => {
    expect(codes({}, { text: '', language: { code: 'und', probability: 0 } })).toEqual(['no_speech']);
  });
});
