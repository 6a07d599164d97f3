/** `npm run test:engine [-- PYTEST_ARGUMENT…]`: all Python here is checked, in the engine's environment. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PATHS } from './paths.ts';
import { timedProgress } from './progress.ts';
import { ensureEngineTestsEnvironment } from './python/environments.ts';

const python = await ensureEngineTestsEnvironment(timedProgress(console.log), new AbortController().signal);
const folders = [
  join(PATHS.root, 'worker-ami/image'),
  join(PATHS.root, 'worker-ami/systemd'),
  join(PATHS.local, 'python'),
];
const everything = ['--config', 'pyproject.toml', '.', ...folders];
const checks = [
  ['-m', 'ruff', 'check', ...everything],
  ['-m', 'ruff', 'format', '--check', ...everything],
  ['-m', 'pytest', ...process.argv.slice(2)],
];
for (const args of checks) {
  const { status } = spawnSync(python, args, { cwd: PATHS.engine, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
