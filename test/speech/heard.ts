/** What was understood of the recordings, for the tests to look at. */
import { inject } from 'vitest';
import type { Reading } from '../../bench/speech/engine.ts';
import type { Recording } from '../../bench/speech/recordings.ts';
import type { Need } from '../support/missing.ts';

export const SPEECH_NEEDS: readonly Need[] = ['recordings of speakers', 'the model whisper-base'];

/** Each has its own sentence that is said again and again. */
export const SEEDS_OF_REPEATED = [21, 5, 77];
/** The first readings leave out whole pieces of the Spanish one; letters of the Russian one are two bytes each. */
export const ELSEWHERE = ['es-sparse-music', 'ru-noise'] as const;
export const DIFFERENT = ['en-long', 'en-noise', 'en-sparse-music', 'music-only', ...ELSEWHERE] as const;

export type Heard = { recording: Recording } & Reading;
declare module 'vitest' {
  interface ProvidedContext {
    heard: Record<string, Heard>;
    versions: Record<string, string>;
  }
}

/** Said behind the names of what was heard as by a processor that rounds otherwise: what a batch drops depends on that. */
export const OTHERWISE = ', rounded otherwise';

/** Names of what was heard: `en-repeated` with the seed behind it. */
export const BY_SEED = SEEDS_OF_REPEATED.map((seed) => `en-repeated ${seed}`);
export const REPEATED = [...BY_SEED, ...BY_SEED.map((name) => `${name}${OTHERWISE}`)];
export const IN_WORDS = ['en-long', 'en-noise', 'en-sparse-music', 'ru-noise'] as const;
export const EVERYTHING = [...DIFFERENT, ...REPEATED];

export function heard(name: string): Heard {
  const found = inject('heard')[name];
  if (!found) throw new Error(`nothing was heard of ${name}`);
  return found;
}
