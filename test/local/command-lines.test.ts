import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATHS } from '../../local/paths.ts';

type Ended = { exitCode: number; stdout: string; stderr: string };

function run(file: string, words: string[]): Promise<Ended> {
  const args = [join(PATHS.root, 'node_modules/tsx/dist/cli.mjs'), join(PATHS.root, file), ...words];
  return new Promise((resolve) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

it.each([
  ['local/start.ts', 'npm start --'],
  ['local/demo.ts', 'npm run demo --'],
  ['bin/ops.ts', 'npm run ops --'],
  ['bin/load.ts', 'npm run load --'],
  ['bin/doctor.ts', 'npm run doctor --'],
  ['bench/run.ts', 'npm run bench --'],
  ['test/fuzz/fuzz.ts', 'npm run fuzz --'],
  ['test/simulation/simulate.ts', 'npm run simulate --'],
  ['test/simulation/live/simulate-live.ts', 'npm run simulate:live --'],
])('%s refuses an option that is none, says which there are, and does nothing else', async (file, name) => {
  const { exitCode, stdout, stderr } = await run(file, ['--no-such-option']);
  expect([exitCode, stdout]).toEqual([2, '']);
  expect(stderr).toContain("error: unknown option '--no-such-option'");
  expect(stderr).toContain(`Usage: ${name} `);
});

describe('bin/doctor.ts', () => {
  it('shows its options and examples when asked, and does nothing else', async () => {
    const { exitCode, stdout, stderr } = await run('bin/doctor.ts', ['--help']);
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^Usage: npm run doctor -- .*--overrides <json>.*Examples:\n {2}npm run doctor\n/s);
  });

  it('refuses a stage that no file describes', async () => {
    const { exitCode, stderr } = await run('bin/doctor.ts', ['--stage', 'staging']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('unknown stage "staging", expected one of production, local');
  });
});

describe('bin/ops.ts', () => {
  it('asks for a command', async () => {
    expect(await run('bin/ops.ts', [])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/no command given/),
    });
  });

  it('says to programs as JSON what is wrong', async () => {
    const { exitCode, stdout } = await run('bin/ops.ts', ['purge', '--json']);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toEqual({ command: 'purge', error: "missing required argument 'job-id'" });
  });
});
