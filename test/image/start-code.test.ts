import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ObjectMissingError } from '../../core/shared/errors.ts';
import { codeToRun, WorkerCodeError } from '../../worker-ami/worker/start-code.ts';
import { sha256 } from './support/instance.ts';

const NEWER = 'export const version = 2;';

let directory: string;
let image: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'start-code-'));
  image = join(directory, 'worker.mjs');
  writeFileSync(image, 'export const version = 1;');
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A bucket that holds one object under any key, or none. */
const bucket = (content?: string) => () => ({
  async download(source: { key: string }, path: string) {
    if (content === undefined) throw new ObjectMissingError(`no object ${source.key}`);
    writeFileSync(path, content);
  },
});
const codeOf = (content: string) => ({ s3_key: `scripts/${sha256(content)}/worker.mjs`, sha256: sha256(content) });

describe('the code that a worker runs', () => {
  it("is the image's copy when the user data names none", async () => {
    expect(await codeToRun(undefined, { image, directory, objects: bucket(NEWER) })).toMatchObject({
      file: image,
      from: 'image',
    });
  });

  it("is the image's copy when that is what the user data names, without a call", async () => {
    const objects = () => expect.unreachable('the bucket was asked');
    const code = codeOf(readFileSync(image, 'utf8'));
    expect(await codeToRun(code, { image, directory, objects })).toMatchObject({ file: image, from: 'image' });
  });

  it('comes from the bucket when it is newer', async () => {
    const code = codeOf(NEWER);
    const { file, from } = await codeToRun(code, { image, directory, objects: bucket(NEWER) });
    expect({ from, content: readFileSync(file, 'utf8') }).toEqual({ from: code.s3_key, content: NEWER });
  });

  it('is never anything else than the user data names', async () => {
    const start = codeToRun(codeOf(NEWER), { image, directory, objects: bucket('evil()') });
    await expect(start).rejects.toThrow(WorkerCodeError);
    await expect(start).rejects.toThrow(
      new RegExp(`has sha256 ${sha256('evil()')}, expected ${sha256(NEWER)} .* not started.* deploy again`),
    );
  });

  it('is not replaced by an older one when the bucket does not have it', async () => {
    await expect(codeToRun(codeOf(NEWER), { image, directory, objects: bucket() })).rejects.toThrow(ObjectMissingError);
  });
});
