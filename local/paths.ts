import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Where the parts of the repository stand that the local stack runs. */
export const PATHS = {
  root: ROOT,
  dist: join(ROOT, 'dist'),
  engines: join(ROOT, 'worker-ami/engines'),
  /** The first engine's, in which all Python is checked. */
  engine: join(ROOT, 'worker-ami/engines/faster-whisper'),
  local: join(ROOT, 'local'),
  state: join(ROOT, '.local'),
  synthCache: join(ROOT, '.local/synth'),
  demoModel: join(ROOT, 'test/fixtures/models/whisper-demo'),
  demoAudio: join(ROOT, 'test/fixtures/audio'),
} as const;
