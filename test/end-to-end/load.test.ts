/** The load script as it is typed, against a stack that is up. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PATHS } from '../../local/paths.ts';
import { stack } from './support/client.ts';

const run = promisify(execFile);
const TSX = join(PATHS.root, 'node_modules/tsx/dist/cli.mjs');

it('sends its clips, shows them as they go, and says how long it took', async () => {
  const words = ['--requests', '4', '--workers', '2', '--monitor', '--json', '--state-dir', dirname(stack.logs)];
  const { stdout, stderr } = await run(process.execPath, [TSX, join(PATHS.root, 'bin/load.ts'), ...words]);
  const summary = JSON.parse(stdout);
  expect(summary).toMatchObject({ requests: 4, workers: 2, completed: 4, failures: {} });
  expect(summary.transcript.p50).toBeGreaterThan(summary.upload.p50);
  expect(summary.transcript.p99).toBeLessThanOrEqual(summary.seconds);
  expect(stderr).toMatch(/^4 completed; \d\.\d\d requests\/s$/m);
});
