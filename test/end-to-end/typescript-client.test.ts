/** The client in TypeScript: its README as it stands, and a file in parts. */
import { execFile } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createTranscriptionClient, TranscriptionProblem } from '../../clients/typescript/index.ts';
import { PATHS } from '../../local/paths.ts';
import { givenFolder } from '../support/folder.ts';
import { fixture, LIMIT, stack } from './support/client.ts';

const run = promisify(execFile);
const CLIENT = join(PATHS.root, 'clients/typescript');
const CLIP = fileURLToPath(new URL('../fixtures/audio/en-short.wav', import.meta.url));
const PART_BYTES = 5 * 1024 ** 2;
const README = readFileSync(join(CLIENT, 'README.md'), 'utf8');

const client = createTranscriptionClient({ endpoint: stack.api_url, apiKey: stack.api_key });
const wait = { signal: AbortSignal.timeout(LIMIT.limitMs), everySeconds: 0.2 };

it('does what its README says', async () => {
  // Given
  const folder = await givenFolder();
  copyFileSync(CLIP, join(folder, 'talk.wav'));
  const [, example = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];
  writeFileSync(join(folder, 'example.mts'), example.replace('transcription-client', join(CLIENT, 'index.ts')));
  // When
  const tsx = join(PATHS.root, 'node_modules/tsx/dist/cli.mjs');
  const env = { ...process.env, API: stack.api_url, KEY: stack.api_key };
  const { stdout } = await run(process.execPath, [tsx, 'example.mts'], { cwd: folder, env });
  // Then
  expect(stdout).toMatch(/^\d\.\d .*send the report before lunch/im);
  expect(stdout).toMatch(/^00:00:00,\d+ --> /m);
  expect(stdout).toMatch(/^409 \w+ .+$/m);
});

describe('a file in parts', () => {
  it('is whole again, and its job is found by its name', async () => {
    // Given a clip and silence, in more than two parts
    const recording_id = crypto.randomUUID();
    const sent: number[] = [];
    const file = new File([new Uint8Array(fixture('en-short.wav')), new Uint8Array(2 * PART_BYTES)], 'long.wav');
    const onProgress = ({ sentBytes }: { sentBytes: number }) => void sent.push(sentBytes);
    // When
    const options = { recording_id, language: 'en', part_bytes: PART_BYTES, onProgress };
    const { job_id } = await client.upload(file, options);
    const job = await client.waitForJob(job_id, wait);
    // Then
    expect(job).toMatchObject({ status: 'completed', recording_id });
    expect(job.transcript?.text).toContain('report');
    expect([sent.length, sent.at(-1)]).toEqual([3, file.size]);
    const found: string[] = [];
    for await (const jobs of client.pages({ recording_id })) found.push(...jobs.map(({ job_id }) => job_id));
    expect(found).toEqual([job_id]);
  });
});

it('a wrong key is refused with the problem of API Gateway', async () => {
  const stranger = createTranscriptionClient({ endpoint: stack.api_url, apiKey: 'a wrong one, long enough' });
  const error = await stranger.GET('/api/v1/models').catch((error: unknown) => error);
  expect(error).toBeInstanceOf(TranscriptionProblem);
  expect(error).toMatchObject({ status: 403, code: 'forbidden', requestId: expect.any(String) });
});
