import { describe, expect, it } from 'vitest';
import { linksIn, whyRefused } from '../../web/upload/whatever-came.ts';

describe('links in a text', () => {
  it.each([
    [
      'one a line',
      'https://a.example/1.mp3\nhttps://a.example/2.mp3',
      ['https://a.example/1.mp3', 'https://a.example/2.mp3'],
    ],
    ['in the midst of words', 'see <https://a.example/talk?x=1&y=2> now', ['https://a.example/talk?x=1&y=2']],
    ['the same twice', 'https://a.example/ https://a.example/', ['https://a.example/']],
    ['none', 'a.example/talk.mp3', []],
  ])('%s', (_, text, links) => {
    expect(linksIn(text)).toEqual(links);
  });
});

describe('a file', () => {
  it.each([
    ['talk.mp3', 'audio/mpeg', 10, undefined],
    ['film.mkv', '', 10, undefined],
    ['call.opus', 'application/ogg', 10, undefined],
    ['empty.mp3', 'audio/mpeg', 0, 'empty'],
    ['._talk.mp3', 'audio/mpeg', 10, 'companion'],
    ['.DS_Store', '', 10, 'companion'],
    ['notes.pdf', 'application/pdf', 10, 'no_media'],
    ['photo.jpg', 'image/jpeg', 10, 'no_media'],
    ['README.md', 'text/markdown', 10, 'no_media'],
  ])('%s of type "%s" with %d bytes: %s', (name, type, size, why) => {
    expect(whyRefused({ name, type, size })).toBe(why);
  });
});
