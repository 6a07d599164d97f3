/** A copy of the working tree, whose caches can be thrown away while somebody works in the original. */
import { cpSync, symlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { PATHS } from '../../local/paths.ts';

/** What is made, and what is installed; the latter is linked, as installing is not what is measured. */
const MADE = ['dist', '.local', 'cdk.out', 'coverage', '.git', '__pycache__', '.pytest_cache', '.ruff_cache'];
const INSTALLED = ['node_modules', 'local/.venv', 'worker-ami/engines/faster-whisper/.venv'];

export function copyTree(to: string): void {
  const isSource = (path: string) => !MADE.includes(basename(path)) && !INSTALLED.includes(relative(PATHS.root, path));
  cpSync(PATHS.root, to, { recursive: true, filter: isSource });
  for (const folder of INSTALLED) symlinkSync(join(PATHS.root, folder), join(to, folder));
}
