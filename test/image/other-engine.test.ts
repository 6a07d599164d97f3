/** The steps with another engine than the first one, and a real model: what an operator's `model.engine` asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { engineVariables } from '../../lib/engine-image.ts';
import { fetchModel } from '../../local/models/fetch.ts';
import { PACKAGED_MODELS, type PackagedModel } from '../../local/models/packaged.ts';
import { PATHS } from '../../local/paths.ts';
import { silentProgress } from '../../local/progress.ts';
import { describeWith } from '../support/needs.ts';
import { stepCommand, succeed } from './provisioned.ts';
import { engineReady, givenMachine } from './support/given-machine.ts';
import { userData } from './support/instance.ts';
import { ROOT_NEEDS, Root } from './support/root.ts';

const MOONSHINE = PACKAGED_MODELS.find(({ name }) => name === 'moonshine-base') as PackagedModel;
/** The model is loaded in about 4 s, beside other work. */
const TIME_TO_LOAD_MS = 25_000;
const ENVIRONMENT = {
  MODEL_ID: 'MoonshineAI/moonshine-base',
  MODEL_REVISION: '3564d61a42fc210ceaa55a22a96dd64478959c78',
  BASE_PYTHON: 'python3',
  ...engineVariables({ engine: 'moonshine' }),
};

describeWith(...ROOT_NEEDS)('an image with Moonshine', () => {
  let root: Root;
  beforeAll(async () => {
    const model = await fetchModel(MOONSHINE, silentProgress, new AbortController().signal);
    root = await new Root(inject('imageRoot')).layered();
    await succeed(root, ['rm', '-r', '/opt/transcription/models', '/model']);
    root.copy(model, '/model');
    for (const part of ['requirements.lock', 'moonshine_engine'])
      root.copy(join(PATHS.root, 'worker-ami/engines/moonshine', part), `/source/engines/moonshine/${part}`);
    for (const step of ['40-engine', '60-model', '80-manifest'])
      await succeed(root, stepCommand(step), { ...ENVIRONMENT, MODEL_FROM: '/model' });
  });
  afterAll(() => root?.remove());

  it('says what it is made of', () => {
    const manifest = JSON.parse(readFileSync(join(root.path, 'opt/transcription/manifest.json'), 'utf8'));
    expect(manifest.engine).toEqual({ name: 'moonshine', module: 'moonshine_engine', devices: ['cpu'] });
    const files: { path: string; sha256: string }[] = manifest.model.files;
    const sums = Object.fromEntries(files.map(({ path, sha256 }) => [path.split('/').at(-1), sha256]));
    expect(sums).toEqual(MOONSHINE.sha256);
  });

  it('starts its worker with that engine, locked in and without a card', async () => {
    const model = { name: MOONSHINE.name, engine: 'moonshine', source: ENVIRONMENT.MODEL_ID };
    const text = userData({ code: undefined, model: { ...model, languages: ['en'], tasks: ['transcribe'] } });
    const { machine, remove } = await givenMachine(root, text, TIME_TO_LOAD_MS);
    try {
      await machine.isUp();
      const ready = { message: 'engine ready', engine: 'moonshine', model: ENVIRONMENT.MODEL_ID, device: 'cpu' };
      expect(await engineReady(machine)).toContainEqual(expect.objectContaining(ready));
    } finally {
      await remove();
    }
  });

  it('is verified where it will work', async () => {
    const { machine, remove } = await givenMachine(root, '#!/bin/bash\ntrue');
    try {
      await machine.isUp();
      const { output } = await machine.run(['/opt/transcription/bin/verify-image']);
      expect(output).toContain('ok    files are those of the manifest');
      expect(output).toContain('ok    the engine loads the model on the CPU, as it uses no card');
      expect(output).not.toContain('cuBLAS');
    } finally {
      await remove();
    }
  });
});
