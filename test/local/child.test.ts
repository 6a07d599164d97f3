import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATHS } from '../../local/paths.ts';
import { type Child, logTail, startChild } from '../../local/processes/child.ts';
import { waitUntilHealthy } from '../../local/processes/health.ts';
import { waitFor } from '../../local/wait.ts';

const LIMIT = { limitMs: 10_000 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'child-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (command: string, args: string[]): Promise<Child> =>
  startChild({
    name: 'the test process',
    command,
    args,
    environment: { PATH: process.env['PATH'] ?? '' },
    directory: folder,
    logFile: join(folder, 'log'),
  });
const startNode = (script: string) => start(process.execPath, ['-e', script]);
const untilSaid = (child: Child, word: RegExp) =>
  waitFor(`${word}`, () => word.exec(logTail(child)) ?? undefined, LIMIT);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
const untilGone = (pid: number) => waitFor(`end of ${pid}`, () => !isAlive(pid) || undefined, LIMIT);

describe('startChild', () => {
  it('says what could not be started', async () => {
    await expect(start('no-such-command', [])).rejects.toThrow(/could not start the test process \(no-such-command\)/);
  });

  it('inherits nothing but what it is given', async () => {
    const child = await startNode('console.log(Object.keys(process.env).join())');
    await child.exited;
    expect(logTail(child)).toBe('PATH');
  });

  it('ends by SIGTERM', async () => {
    const child = await startNode('console.log("up"); setInterval(() => {}, 1000)');
    await untilSaid(child, /up/);
    await child.stop(5_000);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('ends what does not listen, and what it has started', async () => {
    const grandchild = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])`;
    const child = await startNode(
      `process.on('SIGTERM', () => {}); console.log('pid', ${grandchild}.pid); setInterval(() => {}, 1000)`,
    );
    const [, pid] = await untilSaid(child, /pid (\d+)/);
    await child.stop(50);
    expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await untilGone(Number(pid));
  });

  it('is told from one that is healthy', async () => {
    const child = await startNode('console.log("no port for me"); process.exit(3)');
    await expect(waitUntilHealthy(child, 'http://127.0.0.1:9/')).rejects.toThrow(
      /ended while starting.*no port for me/s,
    );
  });
});

describe('with the parent', () => {
  const preload = join(PATHS.local, 'processes/with-parent.mjs');
  const python = join(PATHS.local, 'python/with_parent.py');

  it.each([
    ['a worker', `spawn(process.execPath, ['--import', '${preload}', '-e', 'setInterval(() => {}, 1000)'])`],
    ['an emulator', `spawn('python3', ['${python}', 'http.server', '0', '--bind', '127.0.0.1'])`],
  ])('%s ends when its starter is killed', async (_what, spawning) => {
    const starter = await startNode(
      `const { spawn } = require('child_process'); console.log('pid', ${spawning.replace(/\)$/, ", { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })")}.pid); setInterval(() => {}, 1000)`,
    );
    const [, pid] = await untilSaid(starter, /pid (\d+)/);
    process.kill(starter.pid, 'SIGKILL');
    await untilGone(Number(pid));
  });
});
