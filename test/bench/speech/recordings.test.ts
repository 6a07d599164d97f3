import { expect, it } from 'vitest';
import { recordingsIn } from '../../../bench/speech/recordings.ts';

it('each language has the same recordings, and English the music', () => {
  expect(recordingsIn('es')).toEqual(['es-long', 'es-noise', 'es-sparse-music', 'es-repeated']);
  expect(recordingsIn('en')).toEqual(['en-long', 'en-noise', 'en-sparse-music', 'en-repeated', 'music-only']);
});
