import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itWith } from '../support/needs.ts';
import { fixture, stack } from './support/client.ts';

const PAGE = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, code = '']) => code);
const run = promisify(execFile);
const LIMIT_MS = 250_000;

describe('what stands in docs/api.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'api-doc-'));
  // The first one is held, so that its job is still at work when it is cancelled.
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    if (asked > 1) response.end(fixture('en-short.wav'));
  });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const json = (name: string) => JSON.parse(read(name));

  beforeAll(async () => {
    copyFileSync(new URL('../fixtures/audio/en-short.wav', import.meta.url), join(folder, 'talk.wav'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  const given = () => {
    const FILE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/talk.wav`;
    return {
      cwd: folder,
      env: { ...process.env, API: stack.api_url, KEY: stack.api_key, FILE_URL },
      timeout: LIMIT_MS,
    };
  };

  itWith('curl', 'jq')(
    'for curl does what it says',
    async () => {
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', blocks('sh').join('\n')], given());
      expect(stdout).toContain('send the report before lunch');
      expect(stdout).toContain('invalid_request\n/size_bytes');
      expect(json('small.json')).toMatchObject({ status: expect.stringMatching(/registered|launching/) });
      expect(read('talk.srt')).toContain('-->');
      expect(read('jobs.txt')).toContain(json('upload.json').job_id);
      expect(json('version.json')).toMatchObject({ version: 1, author: 'Anna', changed_segments: 1 });
      expect(read('edited.txt')).toMatch(/^Bo: No meeting\.\n/);
      expect(read('undone.txt')).toBe('2\n');
      expect(read('versions.txt')).toBe('2 null\n1 Anna\n0 null\n');
      expect(readFileSync(join(folder, 'heard.wav'))).toEqual(fixture('en-short.wav'));
      expect(read('cancelled.txt')).toBe('cancelled\n');
      expect(read('again.txt')).toMatch(/^[0-9a-f]{32}\n$/);
      expect(read('gone.txt')).toBe('not_found\n');
      expect(json('estimate.json')).toMatchObject({ audio_seconds: 3600, usd: expect.any(Number) });
      expect(json('usage.json')).toMatchObject({ tenant: 'default', day: { completed: expect.any(Number) } });
      expect(json('models.json').models).toHaveLength(1);
    },
    LIMIT_MS,
  );

  it(
    'for Python does what it says',
    async () => {
      const { stdout } = await run(stack.cloud_python, ['-c', blocks('python').join('\n')], given());
      expect(stdout).toMatch(/^ {3}0\.00 .*Monday\.\n.*lunch\.\n$/);
    },
    LIMIT_MS,
  );
});
