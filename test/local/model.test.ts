import { describe, expect, it } from 'vitest';
import { chooseModel } from '../../local/model.ts';

describe('chooseModel', () => {
  it('takes the bundled demo model and reads its languages', () => {
    expect(chooseModel(undefined)).toMatchObject({
      isDemo: true,
      model: { name: 'whisper-demo', languages: ['en', 'sv'] },
    });
  });

  it('takes a hub id by its name', () => {
    expect(chooseModel('KBLab/kb-whisper-small').model).toEqual({
      name: 'kb-whisper-small',
      source: 'KBLab/kb-whisper-small',
      languages: ['sv'],
    });
    expect(chooseModel('Systran/faster-whisper-small.en').model.languages).toEqual(['en']);
    expect(chooseModel('Systran/faster-whisper-small').model.languages).toContain('fi');
  });

  it('refuses a directory that holds no model', () => {
    expect(() => chooseModel('core')).toThrow(/holds no model\.bin\. Expected a Whisper model/);
  });

  it('refuses what is neither', () => {
    expect(() => chooseModel('/no/such/place')).toThrow(/neither a directory here nor a hub id/);
  });
});
