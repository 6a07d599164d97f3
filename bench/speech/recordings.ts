/** Recordings of real speakers, with what is said in them and when: built of Debian's packages, for any seed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PATHS } from '../../local/paths.ts';
import { timed } from '../support/command.ts';

/** In seconds of the recording. */
export type Sentence = { start: number; end: number; text: string };
export type Recording = { name: string; audio: string; sentences: Sentence[] };

export const LANGUAGES = ['en', 'es', 'fr', 'it', 'ru'] as const;
export type Language = (typeof LANGUAGES)[number];
const KINDS = ['long', 'noise', 'sparse-music', 'repeated'] as const;
export type RecordingName = `${Language}-${(typeof KINDS)[number]}` | 'music-only';

/** In music nobody speaks any language: it is heard once, with the English recordings. */
export const recordingsIn = (language: Language): RecordingName[] => [
  ...KINDS.map((kind) => `${language}-${kind}` as const),
  ...(language === 'en' ? (['music-only'] as const) : []),
];

const MAKER = join(PATHS.local, 'python/recordings/make.py');
const Said = z.array(z.tuple([z.number(), z.number(), z.string()]));

/**
 * @param python of the engine's environment
 * @throws LocalStackError if they cannot be made: without the packages, above all
 */
export async function makeRecordings(
  python: string,
  folder: string,
  { seed, names }: { seed: number; names: readonly RecordingName[] },
  signal: AbortSignal,
): Promise<Recording[]> {
  await timed({ program: python, args: [MAKER, folder, String(seed), ...names] }, signal);
  return names.map((name) => {
    const said = Said.parse(JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')));
    const sentences = said.map(([start, end, text]) => ({ start, end, text }));
    return { name, audio: join(folder, `${name}.wav`), sentences };
  });
}
