import { describe, expect, it } from 'vitest';
import { JobFailure } from '../../core/errors.ts';
import { effectiveLanguage, languageProblem, optionsFromMetadata } from '../../core/options.ts';

const SWEDISH = { name: 'kb-whisper-small', languages: ['sv'] };
const BOTH = { name: 'demo', languages: ['en', 'sv'] };

describe('the language of a job', () => {
  it.each([
    { asked: undefined, model: BOTH, told: 'auto' },
    { asked: 'auto', model: BOTH, told: 'auto' },
    { asked: 'sv', model: BOTH, told: 'sv' },
    { asked: undefined, model: SWEDISH, told: 'sv' },
    { asked: 'auto', model: SWEDISH, told: 'auto' },
  ])('$asked on $model.name is told the engine as $told', ({ asked, model, told }) => {
    expect(effectiveLanguage(asked === undefined ? {} : { language: asked }, model)).toBe(told);
  });

  it('that the model cannot do is a problem that names what it can', () => {
    expect(languageProblem('fi', BOTH)).toMatch(/demo cannot do "fi".*en, sv/);
    expect([undefined, 'auto', 'en'].map((language) => languageProblem(language, BOTH))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('options in object metadata', () => {
  const failureOf = (metadata: Record<string, string>) => {
    try {
      optionsFromMetadata(metadata, BOTH);
    } catch (error) {
      if (error instanceof JobFailure) return error;
      throw error;
    }
    throw new Error('the metadata was accepted, expected a failure');
  };

  it('are read whatever their case, and leave the metadata of other tools alone', () => {
    expect(optionsFromMetadata({ Language: 'sv', mtime: '1700000000', md5chksum: 'x==' }, BOTH)).toEqual({
      language: 'sv',
    });
    expect(optionsFromMetadata({}, BOTH)).toEqual({});
  });

  it.each([
    ['a language that is no code', { language: 'Swedish' }],
    ['a language the model cannot do', { language: 'fi' }],
    ['an option of a later version', { diarize: 'true' }],
    ['an option of a later version in capitals', { MODEL: 'large' }],
  ])('are refused for %s', (_what, metadata) => {
    expect(failureOf(metadata)).toMatchObject({ code: 'unsupported_option' });
  });
});
