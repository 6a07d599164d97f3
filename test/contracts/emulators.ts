/** The emulators of the local stack, each for one test file, in a folder that goes with them. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Child } from '../../local/processes/child.ts';
import { type Emulator, startMinistack, startMoto } from '../../local/processes/cloud.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { silentProgress } from '../../local/progress.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';

const GRACE_MS = 2_000;
/** Nobody listens there: no contract of ministack's needs EC2. */
const NO_EC2 = 'http://127.0.0.1:1';

export async function givenMinistack(): Promise<Emulator> {
  const { python, folders, ends } = await prepare();
  return startMinistack(python, folders, NO_EC2, ends);
}

export async function givenMoto(): Promise<Emulator> {
  const { python, folders, ends } = await prepare();
  return startMoto(python, folders, await freePort(), ends);
}

async function prepare() {
  const { cloud } = await ensurePythonEnvironments(silentProgress, new AbortController().signal);
  const folder = mkdtempSync(join(tmpdir(), 'contracts-'));
  const folders = { temporary: join(folder, 'tmp'), logs: join(folder, 'logs') };
  for (const path of Object.values(folders)) mkdirSync(path);
  const ends = (child: Child) =>
    afterAll(async () => {
      await child.stop(GRACE_MS);
      rmSync(folder, { recursive: true, force: true });
    });
  return { python: cloud, folders, ends };
}
