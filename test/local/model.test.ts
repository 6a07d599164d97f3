import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../local/model.ts';

describe('chooseModel', () => {
  it('takes the bundled demo model and reads its languages; it was not trained to translate', () => {
    expect(chooseModel(undefined)).toMatchObject({
      isDemo: true,
      model: { name: 'whisper-demo', languages: ['en', 'sv'], tasks: ['transcribe'] },
    });
  });

  it('takes a hub id by its name', () => {
    expect(chooseModel('KBLab/kb-whisper-small').model).toEqual({
      name: 'kb-whisper-small',
      source: 'KBLab/kb-whisper-small',
      languages: ['sv'],
      tasks: ['transcribe'],
    });
    expect(chooseModel('Systran/faster-whisper-small.en').model).toMatchObject({
      languages: ['en'],
      tasks: ['transcribe'],
    });
    const { languages, tasks } = chooseModel('Systran/faster-whisper-small').model;
    expect(languages).toContain('fi');
    expect(tasks).toContain('translate');
  });

  it('refuses a directory that holds no model', () => {
    expect(() => chooseModel('core')).toThrow(/holds no model\.bin\. Expected a Whisper model/);
  });

  it('refuses what is neither', () => {
    expect(() => chooseModel('/no/such/place')).toThrow(/neither a directory here nor a hub id/);
  });
});
