/** The worker started by the command line and the environment of its unit file, on an instance that is made up. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBundles } from '../../local/deploy/build.ts';
import { PATHS } from '../../local/paths.ts';
import { freePort } from '../../local/processes/free-port.ts';
import { silentProgress } from '../../local/progress.ts';
import { run } from '../support/run.ts';
import { metadataService, nowhere, serveObjects, sha256, userData } from './support/instance.ts';
import { environmentOf, readUnit, theOnly } from './support/unit-file.ts';

const UNIT = readUnit('transcription-worker.service');
const IMAGE = '/opt/transcription';
/** Stands for a worker's bundle: says which one it is and what it was given. */
const saying = (name: string) => `console.log(JSON.stringify({ ran: ${JSON.stringify(name)}, env: process.env }));`;

let root: string;
beforeAll(async () => {
  await ensureBundles(silentProgress, new AbortController().signal);
  root = mkdtempSync(join(tmpdir(), 'start-'));
  mkdirSync(join(root, 'worker'));
  cpSync(join(PATHS.dist, 'worker/start.mjs'), join(root, 'worker/start.mjs'));
  writeFileSync(join(root, 'worker/worker.mjs'), saying('image'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Paths of the image become those of this test; Node is the one that runs it. */
const here = (text: string) => text.replace(`${IMAGE}/node/bin/node`, process.execPath).replace(IMAGE, root);

async function start(text: string, objects: Record<string, string> = {}) {
  const [metadata, bucket] = [await metadataService(text), await serveObjects(objects)];
  try {
    return await startOn(metadata.url, bucket.url);
  } finally {
    await Promise.all([metadata.close(), bucket.close()]);
  }
}

function startOn(metadataUrl: string, endpointUrl: string) {
  const environment = { ...environmentOf(UNIT), ...nowhere(endpointUrl), RUNTIME_DIRECTORY: root };
  const command = theOnly(UNIT, 'ExecStart').split(' ').map(here);
  return run(
    command,
    { ...environment, AWS_EC2_METADATA_SERVICE_ENDPOINT: metadataUrl },
    here(theOnly(UNIT, 'WorkingDirectory')),
  );
}

const inBucket = (content: string) => ({ [`scripts/${sha256(content)}/worker.mjs`]: content });
const named = (content: string) => ({ s3_key: `scripts/${sha256(content)}/worker.mjs`, sha256: sha256(content) });
const NEWER = saying('bucket');

describe('the unit file starts', () => {
  it("the image's worker, with the unit's environment and the region of the user data", async () => {
    const { code, output } = await start(userData());
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('"ran":"image"') });
    const { env } = JSON.parse(output.trim().split('\n').at(-1) as string);
    expect(env).toMatchObject({ ...environmentOf(UNIT), AWS_REGION: 'eu-north-1' });
  });

  it('the worker that the user data names, after checking it', async () => {
    const { code, output } = await start(userData({ code: named(NEWER) }), inBucket(NEWER));
    expect({ code, output }).toMatchObject({ code: 0, output: expect.stringContaining('"ran":"bucket"') });
  });

  it('a line in the log that says which code it is', async () => {
    const { output } = await start(userData({ code: named(NEWER) }), inBucket(NEWER));
    expect(JSON.parse(output.split('\n')[0] as string)).toMatchObject({
      service: 'transcription-worker',
      from: named(NEWER).s3_key,
      sha256: sha256(NEWER),
    });
  });
});

describe('the unit file starts nothing, says why and ends with an error', () => {
  it.each([
    [
      'when the code is another than the user data names',
      userData({ code: named(NEWER) }),
      { [named(NEWER).s3_key]: 'evil()' },
      sha256('evil()'),
    ],
    ['when the bucket does not have the code', userData({ code: named(NEWER) }), {}, 'no object scripts/'],
    [
      'when the code has no proper checksum',
      userData({ code: { s3_key: 'scripts/x', sha256: 'x' } }),
      {},
      'expected 64 hexadecimal digits',
    ],
    ['when the user data is not JSON', '#!/bin/bash', {}, 'is not valid JSON'],
  ])('%s', async (_when, text, objects, words) => {
    const { code, output } = await start(text, objects);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining(words) });
    expect(output).not.toContain('"ran"');
    expect(output).toContain('the worker was not started; the instance ends');
  });

  it('when the instance metadata does not answer', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const { code, output } = await startOn(nobody, nobody);
    expect({ code, output }).toMatchObject({ code: 1, output: expect.stringContaining('the worker was not started') });
  });
});
