/** The audio that is sent: clips of the repository, and a long file made from one of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../local/paths.ts';

/** Six and a half seconds of English. */
export const SHORT_CLIP = join(PATHS.demoAudio, 'en-short.wav');

/** A plain WAV header: its lengths stand at fixed places, and samples follow to the end. */
const HEADER_BYTES = 44;
const RIFF_LENGTH_AT = 4;
const BYTES_PER_SECOND_AT = 28;
const DATA_LENGTH_AT = 40;

/**
 * The short clip again and again, as one WAV.
 *
 * @param seconds how long it is at least
 */
export function longClip(seconds: number): Buffer {
  const clip = readFileSync(SHORT_CLIP);
  const samples = clip.subarray(HEADER_BYTES);
  const times = Math.ceil((seconds * clip.readUInt32LE(BYTES_PER_SECOND_AT)) / samples.length);
  const header = Buffer.from(clip.subarray(0, HEADER_BYTES));
  header.writeUInt32LE(samples.length * times, DATA_LENGTH_AT);
  header.writeUInt32LE(HEADER_BYTES - 8 + samples.length * times, RIFF_LENGTH_AT);
  return Buffer.concat([header, ...Array.from({ length: times }, () => samples)]);
}

export const writeLongClip = (file: string, seconds: number): void => writeFileSync(file, longClip(seconds));
