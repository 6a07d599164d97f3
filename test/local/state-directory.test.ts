import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimStateDirectory } from '../../local/state-directory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('state directory', () => {
  it('is held by one stack at a time', async () => {
    const first = await claimStateDirectory(folder);
    await expect(claimStateDirectory(folder)).rejects.toThrow(
      /already runs with the state directory .* another --state-dir/,
    );
    await first.release();
    const second = await claimStateDirectory(folder);
    await second.release();
  });

  it('is taken over from a stack that was killed', async () => {
    writeFileSync(join(folder, 'running.json'), JSON.stringify({ pid: 1, url: 'http://127.0.0.1:9' }));
    const taken = await claimStateDirectory(folder);
    await taken.release();
  });

  it('is left to a stack that is too busy to answer', async () => {
    const busy = createServer(() => {}).listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    writeFileSync(join(folder, 'running.json'), JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}` }));
    await expect(claimStateDirectory(folder)).rejects.toThrow(/already runs/);
    busy.closeAllConnections();
    busy.close();
  });

  it('lets ministack run its CommonJS script in it, below a package that is ESM', async () => {
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const held = await claimStateDirectory(folder);
    const script = join(held.temporary, '_worker.js');
    writeFileSync(script, 'require("node:fs");');
    const ended = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    await held.release();
    expect([ended.status, ended.stderr]).toEqual([0, '']);
  });

  it('keeps the logs and nothing else when it is given free', async () => {
    const held = await claimStateDirectory(folder);
    writeFileSync(held.outputsFile, '{}');
    await held.release();
    expect(existsSync(held.logs)).toBe(true);
    expect([held.outputsFile, held.temporary, held.instances, held.worker].filter(existsSync)).toEqual([]);
  });
});
