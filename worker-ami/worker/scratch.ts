import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Scratch } from '../../core/ports.ts';

/** A folder of its own for each job below the system's temporary folder (TMPDIR), gone when the job is. */
export const scratch: Scratch = {
  async make() {
    const folder = await mkdtemp(join(tmpdir(), 'transcription-'));
    return { path: join(folder, 'upload'), remove: () => rm(folder, { recursive: true, force: true }) };
  },
};
