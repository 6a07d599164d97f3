import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { scratch } from '../../worker-ami/worker/scratch.ts';

it('gives each job a place of its own, and takes it back with all that is in it', async () => {
  const [one, two] = [await scratch.make(1000), await scratch.make(1000)];
  expect(one.path).not.toBe(two.path);
  await writeFile(one.path, 'audio');
  expect(await readFile(one.path, 'utf8')).toBe('audio');
  await Promise.all([one.remove(), two.remove()]);
  await one.remove();
  expect([existsSync(one.path), existsSync(two.path)]).toEqual([false, false]);
});

it('is refused to a file that the disk has no room for, before a byte is downloaded', async () => {
  await expect(scratch.make(1e15)).rejects.toMatchObject({
    code: 'download_failed',
    message: expect.stringMatching(/room for \d+ bytes and the file has 1000000000000000/),
  });
});
