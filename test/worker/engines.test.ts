/** Every entry of the registry of engines stands for something in worker-ami/engines. */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineName } from '../../core/contracts/settings.ts';
import { ENGINE_OPTIONS, ENGINES, engineOf } from '../../core/transcript/engines.ts';
import { KNOWN_MODELS } from '../../core/transcript/models.ts';

const folder = new URL('../../worker-ami/engines/', import.meta.url);
const isThere = (path: string) => existsSync(new URL(path, folder));

describe.each(EngineName.options)('the engine %s', (name) => {
  const { module, packages, options } = ENGINES[name];

  it('has its packages, the first of which can be started, and an environment that is locked', () => {
    expect(packages[0]).toBe(`${name}/${module}`);
    expect(packages.filter((one) => !isThere(`${one}/__init__.py`))).toEqual([]);
    expect(isThere(`${packages[0]}/__main__.py`)).toBe(true);
    for (const lock of ['requirements.lock', 'requirements-dev.lock']) {
      expect(readFileSync(new URL(`${name}/${lock}`, folder), 'utf8')).toContain('--hash=sha256:');
    }
    expect(isThere(`${name}/README.md`)).toBe(true);
  });

  it('honours options that there are, and the language and the task, which every request may name', () => {
    expect(ENGINE_OPTIONS).toEqual(expect.arrayContaining([...options, 'language', 'task']));
    expect(options).toEqual(expect.arrayContaining(['language', 'task']));
  });
});

it('is what the engines’ own tests read (npm run protocol)', () => {
  expect(JSON.parse(readFileSync(new URL('registry.json', folder), 'utf8'))).toEqual(ENGINES);
});

it('faster-whisper runs the models that do not say which engine does', () => {
  expect(engineOf({}).name).toBe('faster-whisper');
  expect(KNOWN_MODELS.find(({ name }) => name === 'kb-whisper-small')?.engine).toBeUndefined();
});
