import { openAsBlob } from 'node:fs';
import { basename, join } from 'node:path';
import { PATHS } from '../../local/paths.ts';

export type Clip = { name: string; content: Blob };

const BUNDLED = join(PATHS.demoAudio, 'en-short.wav');

/** The content stays on the disk until it is sent. */
export function clipsFrom(files: readonly string[]): Promise<Clip[]> {
  const named = files.length > 0 ? files : [BUNDLED];
  return Promise.all(named.map(async (file) => ({ name: basename(file), content: await openAsBlob(file) })));
}
