/** The client as others get it: compiled for browsers and Node, without this repository around it. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { PATHS } from '../../../local/paths.ts';
import { givenFolder } from '../../support/folder.ts';

const run = promisify(execFile);
const CLIENT = join(PATHS.root, 'clients/typescript');
const MODULES = join(PATHS.root, 'node_modules');
const TSC = [join(MODULES, 'typescript/bin/tsc'), '--project'];

const CONSUMER = `import { createTranscriptionClient, TranscriptionProblem, type Job } from 'transcription-client';
const client = createTranscriptionClient({ endpoint: 'http://127.0.0.1:1', apiKey: 'k' });
export const status = async (job_id: string): Promise<Job['status']> =>
  (await client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id } } })).data.status;
// @ts-expect-error there is no such path
export const wrong = () => client.GET('/api/v2/jobs');
// @ts-expect-error its path has an id
export const bare = () => client.GET('/api/v1/jobs/{job_id}');
console.log(Object.keys(client).sort().join(), TranscriptionProblem.name);
`;

it('the package compiles for browsers, and is used from Node by its name and types', async () => {
  // Given
  const folder = await givenFolder();
  const at = join(folder, 'node_modules/transcription-client');
  mkdirSync(at, { recursive: true });
  await run(process.execPath, [...TSC, CLIENT, '--outDir', join(at, 'dist')]);
  cpSync(join(CLIENT, 'package.json'), join(at, 'package.json'));
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    symlinkSync(join(MODULES, name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'consumer.ts'), CONSUMER);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const compilerOptions = {
    strict: true,
    skipLibCheck: true,
    target: 'es2022',
    module: 'nodenext',
    types: [],
    lib: ['es2023', 'dom'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['consumer.ts'] }));
  // When
  await run(process.execPath, [...TSC, folder]).catch(({ stdout }) => expect.fail(stdout));
  const { stdout } = await run(process.execPath, ['consumer.js'], { cwd: folder });
  // Then
  expect(stdout).toBe('DELETE,GET,POST,pages,upload,waitForJob TranscriptionProblem\n');
});
