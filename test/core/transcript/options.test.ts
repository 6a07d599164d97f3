import { describe, expect, it } from 'vitest';
import type { ModelSettings } from '../../../core/contracts/settings.ts';
import { JobFailure } from '../../../core/shared/errors.ts';
import { KNOWN_MODELS } from '../../../core/transcript/models.ts';
import { engineOptions, optionsFor, optionsFromMetadata, resultFormats } from '../../../core/transcript/options.ts';

const SWEDISH: ModelSettings = { name: 'kb-whisper-small', languages: ['sv'], tasks: ['transcribe'] };
const BOTH: ModelSettings = { name: 'demo', languages: ['en', 'sv'], tasks: ['transcribe'] };

describe('what the engine is told', () => {
  it.each([
    { asked: undefined, model: BOTH, told: 'auto' },
    { asked: 'auto', model: BOTH, told: 'auto' },
    { asked: 'sv', model: BOTH, told: 'sv' },
    { asked: undefined, model: SWEDISH, told: 'sv' },
    { asked: 'auto', model: SWEDISH, told: 'auto' },
  ])('the language $asked on $model.name is $told', ({ asked, model, told }) => {
    expect(engineOptions(asked === undefined ? {} : { language: asked }, model)).toEqual({ language: told });
  });

  it('has what only the engine reads, and not what is for others', () => {
    const options = { model: 'demo', formats: ['txt' as const], beam_size: 3, clip: { start: 1 }, language: 'sv' };
    expect(engineOptions(options, BOTH)).toEqual({ language: 'sv', beam_size: 3, clip: { start: 1 } });
  });

  it('has nothing of an option that its protocol does not define, such as one of a later version', () => {
    const options = { beam_size: 3, summary: 'short' };
    expect(engineOptions(options, BOTH)).toEqual({ language: 'auto', beam_size: 3 });
  });
});

describe('the words that the engine is asked for', () => {
  it.each([
    { options: { word_timestamps: false, formats: ['srt' as const] }, told: true },
    { options: { word_timestamps: false }, told: true },
    { options: { word_timestamps: false, formats: ['txt' as const] }, told: false },
    { options: { word_timestamps: true, formats: ['txt' as const] }, told: true },
    { options: {}, told: undefined },
  ])('with $options: $told', ({ options, told }) => {
    expect(engineOptions(options, BOTH).word_timestamps).toBe(told);
  });
});

describe('the formats of a result', () => {
  it('are the usual ones unless some are named, and always JSON', () => {
    expect(resultFormats({})).toEqual(['txt', 'json', 'srt', 'vtt']);
    expect(resultFormats({ formats: ['verbose_json', 'tsv'] })).toEqual(['json', 'tsv', 'verbose_json']);
    expect(resultFormats({ formats: ['srt'] })).toEqual(['json', 'srt']);
  });
});

describe('options beyond the model', () => {
  it.each([
    ['a language', { language: 'fi' }, /demo cannot do "fi".*auto, en, sv/],
    ['a task', { task: 'translate' }, /demo cannot do "translate"; expected transcribe/],
    ['another known model', { model: 'kb-whisper-large' }, /does not run model "kb-whisper-large"; expected "demo"/],
    ['a model nobody knows', { model: 'whisper-9' }, /there is no model "whisper-9"/],
  ])('are problems that name what can be had: %s', (_what, options, message) => {
    const [issue] = optionsFor([BOTH]).safeParse(options).error?.issues ?? [];
    expect(issue).toMatchObject({ message: expect.stringMatching(message), params: { code: 'unsupported_option' } });
  });

  it('are several languages for a model that knows one', () => {
    const swedish = optionsFor([{ ...BOTH, languages: ['sv'] }]);
    expect(swedish.safeParse({ multilingual: true }).error?.issues[0]?.message).toContain('knows one language, sv');
    expect(swedish.safeParse({ multilingual: false }).success).toBe(true);
    expect(optionsFor([BOTH]).safeParse({ multilingual: true }).success).toBe(true);
  });

  it('do not hide what the model can do', () => {
    const options = { language: 'en', task: 'transcribe', model: 'demo', profile: 'accurate', temperature: [0, 0.2] };
    expect(optionsFor([BOTH]).parse(options)).toEqual(options);
  });
});

describe('options beyond the engine', () => {
  const moonshine: ModelSettings = { name: 'small', engine: 'moonshine', languages: ['en'], tasks: ['transcribe'] };

  it.each([
    { profile: 'fast' },
    { prompt: 'Names: Ilmatar.' },
    { hotwords: 'Ilmatar' },
    { beam_size: 5 },
    { temperature: 0 },
    { multilingual: false },
  ])('are refused by their pointer, whatever their value: %j', (options) => {
    const [name = ''] = Object.keys(options);
    const issues = optionsFor([moonshine]).safeParse({ ...options, language: 'fi' }).error?.issues;
    expect(issues).toContainEqual(
      expect.objectContaining({
        path: [name],
        message: `small runs on the engine moonshine, which does not honour ${name}; leave it out or choose another model`,
        params: { code: 'unsupported_option' },
      }),
    );
    expect(issues?.map(({ path }) => path[0])).toContain('language');
    expect(optionsFor([BOTH]).safeParse(options).success).toBe(true);
  });

  it('are refused in object metadata', () => {
    const refused = () => optionsFromMetadata({ profile: 'fast' }, [moonshine]);
    expect(refused).toThrow(/profile: small runs on the engine moonshine, which does not honour profile/);
  });

  it('leave the others as they are', () => {
    const options = { language: 'en', word_timestamps: false, clip: { start: 1 }, formats: ['txt'], max_lines: 1 };
    expect(optionsFor([moonshine]).parse(options)).toEqual(options);
  });
});

describe('languages of three letters', () => {
  const whisper = KNOWN_MODELS.find(({ name }) => name === 'whisper-large-v3') as ModelSettings;

  it.each([
    ['haw', 'haw'],
    ['yue', 'yue'],
    ['jw', 'jw'],
    ['jv', 'jw'],
  ])('can be chosen where the model knows them: %s, to the model %s', (language, told) => {
    const options = optionsFor([whisper]).parse({ language });
    expect(engineOptions(options, whisper)).toEqual({ language: told });
    expect(optionsFromMetadata({ language }, [whisper])).toEqual({ language });
  });

  it.each(['haw', 'jv', 'abc', 'swe'])('are beyond a model that does not: %s', (language) => {
    const [issue] = optionsFor([BOTH]).safeParse({ language }).error?.issues ?? [];
    expect(issue).toMatchObject({ params: { code: 'unsupported_option' } });
  });
});

describe('numbers and texts of options', () => {
  it.each([
    [{ vad: { threshold: 1e-200 } }, 'vad.threshold', />=0.001/],
    [{ clip: { end: 1e-7 } }, 'clip.end', />=0.001/],
    [{ clip: { start: 1e300 } }, 'clip.start', /<=1000000/],
    [{ clip: { start: 5, end: 5.0002 } }, 'clip', /end must be at least a thousandth of a second after start/],
    [{ prompt: 'a \ud800' }, 'prompt', /without lone surrogates/],
    [{ hotwords: '\udc00' }, 'hotwords', /without lone surrogates/],
  ])('are refused where nothing can hold them: %j', (options, path, message) => {
    const [issue] = optionsFor([BOTH]).safeParse(options).error?.issues ?? [];
    expect(issue).toMatchObject({ message: expect.stringMatching(message) });
    expect(issue?.path.join('.')).toBe(path);
  });

  it.each([
    [{ max_lines: 0 }, 'expected a whole number from 1 to 4'],
    [{ max_lines: 1.5 }, 'expected int'],
    [{ max_line_width: 9 }, 'expected a whole number from 10 to 200'],
    [{ max_cue_seconds: 31 }, 'expected a number from 1 to 30'],
    [{ paragraph_pause_seconds: 0 }, 'expected a number from 0.5 to 600'],
  ])('of the layout have bounds: %j', (options, words) => {
    expect(optionsFor([BOTH]).safeParse(options).error?.issues[0]?.message).toContain(words);
  });

  it('are kept to the thousandth, so that every store holds them', () => {
    const options = { temperature: [1e-200, 0.12345], vad: { min_speech_seconds: 1e-200 }, clip: { end: 1.00049 } };
    expect(optionsFor([BOTH]).parse(options)).toEqual({
      temperature: [0, 0.123],
      vad: { min_speech_seconds: 0 },
      clip: { end: 1 },
    });
  });

  it('may be in any script', () => {
    expect(optionsFor([BOTH]).parse({ prompt: '👋 会議' })).toEqual({ prompt: '👋 会議' });
  });
});

describe('options in object metadata', () => {
  const failureOf = (metadata: Record<string, string>) => {
    try {
      optionsFromMetadata(metadata, [BOTH]);
    } catch (error) {
      if (error instanceof JobFailure) return error;
      throw error;
    }
    throw new Error('the metadata was accepted, expected a failure');
  };

  it('are read whatever their case, and leave the metadata of other tools alone', () => {
    expect(optionsFromMetadata({ Language: 'sv', mtime: '1700000000', md5chksum: 'x==' }, [BOTH])).toEqual({
      language: 'sv',
    });
    expect(optionsFromMetadata({}, [BOTH])).toEqual({});
  });

  it.each([
    ['=?UTF-8?Q?=C3=85sa_=C3=96berg?=', 'Åsa Öberg'],
    ['=?UTF-8?B?w4VzYSDDlmJlcmc=?=', 'Åsa Öberg'],
    ['=?utf-8?b?w4VzYSA=?= =?utf-8?q?=C3=96berg?= & Co', 'Åsa Öberg & Co'],
    ['=?ISO-8859-1?Q?=C5sa?=', 'Åsa'],
    ['=?no-charset?Q?=C5sa?=', '=?no-charset?Q?=C5sa?='],
    ['=?UTF-8?B?/////?=', '=?UTF-8?B?/////?='],
    ['2 =? 3', '2 =? 3'],
  ])('that S3 returns encoded are read as they were set: %s', (prompt, expected) => {
    expect(optionsFromMetadata({ prompt }, [BOTH])).toEqual({ prompt: expected });
  });

  it('with half of a character, which no row can hold, are a typed failure', () => {
    expect(failureOf({ prompt: '"\\ud800"' })).toMatchObject({ code: 'unsupported_option' });
  });

  it('are words as they are, and JSON where a word cannot say it', () => {
    const metadata = {
      profile: 'fast',
      prompt: '1984',
      hotwords: '"\\u00e5ngstr\\u00f6m, GPU"',
      word_timestamps: 'false',
      beam_size: '3',
      temperature: '[0, 0.4]',
      clip: '{"start": 1.5}',
      formats: '["srt"]',
    };
    expect(optionsFromMetadata(metadata, [BOTH])).toEqual({
      profile: 'fast',
      prompt: '1984',
      hotwords: 'ångström, GPU',
      word_timestamps: false,
      beam_size: 3,
      temperature: [0, 0.4],
      clip: { start: 1.5 },
      formats: ['srt'],
    });
  });

  it.each([
    ['a language that is no code', { language: 'Swedish' }],
    ['a language the model cannot do', { language: 'fi' }],
    ['an option of a later version', { diarize: 'true' }],
    ['a reserved option in capitals', { PRIORITY: 'high' }],
    ['what only a registration can keep', { metadata: '{"order": 7}' }],
    ['a number out of range', { beam_size: '99' }],
    ['a task the model cannot do', { task: 'translate' }],
  ])('are refused for %s', (_what, metadata) => {
    expect(failureOf(metadata)).toMatchObject({ code: 'unsupported_option' });
  });
});
