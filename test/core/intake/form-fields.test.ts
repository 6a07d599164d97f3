import { describe, expect, it } from 'vitest';
import { formRequest } from '../../../core/contracts/registration.ts';
import { formValues } from '../../../core/intake/form-fields.ts';
import { parseRequest } from '../../../core/shared/request.ts';
import { optionsFor } from '../../../core/transcript/options.ts';

const model = { name: 'demo', languages: ['en', 'sv'], tasks: ['transcribe' as const] };
const schema = formRequest(optionsFor([model]), () => undefined);
const parse = (...fields: [string, string][]) => parseRequest(schema, formValues(schema, fields));

describe('a text field is', () => {
  it.each<[string, string, unknown]>([
    ['language', 'sv', 'sv'],
    ['prompt', '"quoted"', '"quoted"'],
    ['prompt', 'null', 'null'],
    ['recording_id', '12345', '12345'],
    ['beam_size', '5', 5],
    ['word_timestamps', 'false', false],
    ['temperature', '0.2', 0.2],
    ['temperature', '[0, 0.2]', [0, 0.2]],
    ['clip', '{"start": 1, "end": 2}', { start: 1, end: 2 }],
    ['metadata', '{"order": 7}', { order: 7 }],
    ['formats', 'srt', ['srt']],
    ['formats', '["srt", "vtt"]', ['srt', 'vtt']],
  ])('%s=%s what its field takes', (name, text, value) => {
    expect(parse([name, text])).toEqual({ [name]: value });
  });

  it('a list where it comes several times', () => {
    expect(parse(['formats', 'srt'], ['language', 'sv'], ['formats', 'vtt'])).toEqual({
      formats: ['srt', 'vtt'],
      language: 'sv',
    });
    expect(parse(['temperature', '0'], ['temperature', '0.2'])).toEqual({ temperature: [0, 0.2] });
  });

  it.each([
    ['/language', ['language', 'svenska']],
    ['/beam_size', ['beam_size', 'five']],
    ['/diarize', ['diarize', 'true']],
    ['/callback_secret', ['callback_secret', 'a secret of eight']],
    ['/metadata/id', ['metadata', '{"id": 1098765432109876543}']],
    ['/constructor', ['constructor', 'x']],
  ] as [string, [string, string]][])('refused by its place: %s', (pointer, field) => {
    expect(() => parse(field)).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ pointer })] }));
  });

  it('refused twice where one is expected', () => {
    expect(() => parse(['language', 'sv'], ['language', 'en'])).toThrow('/language');
  });
});
