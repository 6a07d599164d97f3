import { existsSync, statSync } from 'node:fs';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { scratch } from '../../worker-ami/worker/scratch.ts';
import { givenFolder } from '../support/folder.ts';

it('gives each job a place of its own, and takes it back with all that is in it', async () => {
  const [one, two] = [await scratch.make(1000, 'a.wav'), await scratch.make(1000, 'a.wav')];
  expect(one.path).not.toBe(two.path);
  await writeFile(one.path, 'audio');
  expect(await readFile(one.path, 'utf8')).toBe('audio');
  await Promise.all([one.remove(), two.remove()]);
  await one.remove();
  expect([existsSync(one.path), existsSync(two.path)]).toEqual([false, false]);
});

it.each([
  ['transcription_upload/abc/call.ULAW', '.ulaw'],
  ['transcription_upload/a.b/call', ''],
  ['transcription_upload/call.wav; rm -rf', ''],
  ['transcription_upload/möte.日本語', ''],
  ['transcription_upload/.g722', ''],
])('keeps the ending of %j, where it is a plain one', async (key, ending) => {
  const place = await scratch.make(1000, key);
  expect(basename(place.path)).toBe(`upload${ending}`);
  await place.remove();
});

it('is refused to a file that the disk has no room for, before a byte is downloaded', async () => {
  await expect(scratch.make(1e15, 'a.wav')).rejects.toMatchObject({
    code: 'download_failed',
    message: expect.stringMatching(/room for \d+ bytes and the file has 1000000000000000/),
  });
});

it.each([
  ['lets the engine’s group pass where the folder above does, as on an instance', 0o710, 0o710],
  ['is closed to everyone else on a laptop', 0o1777, 0o700],
  ['is closed where the folder above is', 0o700, 0o700],
])('%s', async (_what, above, expected) => {
  const folder = await givenFolder();
  await chmod(folder, above);
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { path } = await scratch.make(1000, 'a.wav');
  expect(statSync(dirname(path)).mode & 0o777).toBe(expected);
});
