import { describe, expect, it } from 'vitest';
import { qualityWarnings } from '../../../core/transcript/quality.ts';
import { makeQuality } from '../../support/memory/engine.ts';

const codes = (quality: Parameters<typeof makeQuality>[0], text = 'Hello.') =>
  qualityWarnings(makeQuality(quality), text).map((warning) => warning.code);

describe('the warnings of a transcript', () => {
  it('are none for one that the model was sure of', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ transcribed_seconds: 100, low_confidence_spans: [{ start: 0, end: 20, confidence: 0.4 }] })).toEqual(
      [],
    );
  });

  it('say that nobody speaks, and that much is unsure', () => {
    expect(codes({ transcribed_seconds: 0 }, '')).toEqual(['no_speech']);
    expect(codes({ transcribed_seconds: 10, low_confidence_spans: [{ start: 0, end: 3, confidence: 0.4 }] })).toEqual([
      'low_confidence',
    ]);
  });

  it('say how much', () => {
    const [share] = qualityWarnings(
      makeQuality({ transcribed_seconds: 10, low_confidence_spans: [{ start: 0, end: 3, confidence: 0.4 }] }),
      'Hello.',
    );
    expect(share?.message).toContain('30 %');
  });
});
