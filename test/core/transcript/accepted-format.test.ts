import { describe, expect, it } from 'vitest';
import { wantedFormat } from '../../../core/transcript/accepted-format.ts';

describe('the format of a transcript', () => {
  it.each([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['text/plain', 'txt'],
    ['text/vtt', 'vtt'],
    ['application/x-subrip', 'srt'],
    ['TEXT/VTT; Q=1', 'vtt'],
    ['text/*', 'txt'],
    ['application/*', 'json'],
    // What browsers and HTTP libraries send by themselves.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'json'],
    ['application/json, text/plain, */*', 'json'],
    // A better liked one, an exact one, and one that is not liked at all.
    ['application/json;q=0.5, text/vtt', 'vtt'],
    ['text/vtt, */*', 'vtt'],
    ['application/json;q=0, */*', 'txt'],
    ['text/*;q=0.9, text/plain;q=0.1', 'vtt'],
    ['text/vtt;q=high, text/plain;q=0.1', 'txt'],
  ])('by Accept %j is %s', (accept, format) => {
    expect(wantedFormat(undefined, accept)).toBe(format);
  });

  it.each(['image/png', 'text/html', 'application/json;q=0', '*/*;q=0', 'json', ';', ','])(
    'by Accept %j is none, and the client is told which there are',
    (accept) => {
      expect(() => wantedFormat(undefined, accept)).toThrow(
        expect.objectContaining({
          status: 406,
          code: 'not_acceptable',
          message: expect.stringContaining('application/json, text/plain, application/x-subrip, text/vtt'),
        }),
      );
    },
  );

  it('by its name goes before Accept', () => {
    expect(wantedFormat('srt', 'text/vtt')).toBe('srt');
    expect(wantedFormat('srt', 'image/png')).toBe('srt');
  });
});
