import { chmod, mkdtemp, rm, stat, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { JobFailure } from '../../core/shared/errors.ts';
import type { Scratch } from '../../core/shared/ports.ts';

/** Left free beside a download, for the system and its logs. */
const RESERVE_BYTES = 256 * 1024 * 1024;
/** The owner does all, its group passes through to what it knows the name of. */
const PASSAGE = 0o710;

/** A folder of its own for each job below the system's temporary folder (TMPDIR), gone when the job is. */
export const scratch: Scratch = {
  requireRoom,

  async make(bytes, key) {
    await requireRoom(bytes);
    const folder = await mkdtemp(join(tmpdir(), 'transcription-'));
    if (await isPassage(tmpdir())) await chmod(folder, PASSAGE);
    return {
      path: join(folder, `upload${plainEnding(key)}`),
      remove: () => rm(folder, { recursive: true, force: true }),
    };
  },
};

/** Whether a group, and nobody else, passes through: on an instance the engine is of the worker's group (decision 22). */
async function isPassage(folder: string): Promise<boolean> {
  return ((await stat(folder)).mode & 0o777) === PASSAGE;
}

/** As uploaders write them; anything else is no ending that a format is known by. */
function plainEnding(key: string): string {
  const ending = extname(key).toLowerCase();
  return /^\.[a-z0-9]{1,8}$/.test(ending) ? ending : '';
}

/** A disk that runs full half-way would fail the file late and could stop the machine's own services. */
async function requireRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  const free = bavail * bsize - RESERVE_BYTES;
  if (bytes <= free) return;
  const message = `the worker's disk has room for ${Math.max(0, free)} bytes and the file has ${bytes}; the operator can give workers larger disks (volumeGib), or upload a smaller file`;
  throw new JobFailure('download_failed', message);
}
