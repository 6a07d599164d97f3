/** `npm run test:engine [-- PYTEST_ARGUMENT…]`: the engine's own checks, in its environment with its tests' packages. */
import { spawnSync } from 'node:child_process';
import { PATHS } from './paths.ts';
import { timedProgress } from './progress.ts';
import { ensureEngineTestsEnvironment } from './python/environments.ts';

const python = await ensureEngineTestsEnvironment(timedProgress(console.log), new AbortController().signal);
const checks = [
  ['-m', 'ruff', 'check', '.'],
  ['-m', 'ruff', 'format', '--check', '.'],
  ['-m', 'pytest', ...process.argv.slice(2)],
];
for (const args of checks) {
  const { status } = spawnSync(python, args, { cwd: PATHS.engine, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
