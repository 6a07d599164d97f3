import type { Transcript } from './transcript.ts';
import { words } from './words.ts';

/** One that nobody has named goes by its number. */
export function nameOf(speaker: string, speakers: Transcript['speakers']): string {
  const number = /^speaker_(\d+)$/.exec(speaker)?.[1];
  return speakers[speaker] ?? (number === undefined ? speaker : words().speakerOf(number));
}
