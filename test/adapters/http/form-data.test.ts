import { describe, expect, it } from 'vitest';
import { FormUnreadableError, readForm } from '../../../adapters/http/form-data.ts';

const TYPE = 'multipart/form-data; boundary=XX';
const form = (...lines: string[]) => Buffer.from(lines.join('\r\n'));
const FIELD = ['--XX', 'Content-Disposition: form-data; name="language"', '', 'sv'];
const file = (disposition: string, ...headers: string[]) =>
  form('--XX', `Content-Disposition: form-data; ${disposition}`, ...headers, '', 'abc', '--XX--', '');
const bytes = Buffer.from('abc');

describe('a form is read', () => {
  it.each([
    ['browsers, curl', file('name="file"; filename="talk.mp3"', 'Content-Type: audio/mpeg'), 'talk.mp3', 'audio/mpeg'],
    ['requests, which names no type', file('name="file"; filename="åäö 日本.mp3"'), 'åäö 日本.mp3', 'text/plain'],
    ['.NET, which quotes nothing', file("name=file; filename=a.mp3; filename*=utf-8''a.mp3"), 'a.mp3', 'text/plain'],
    ['old libraries', file('name="file"; filename*=UTF-8\'\'%C3%A5.mp3'), 'å.mp3', 'text/plain'],
    ['old browsers, with the folder', file('name="file"; filename="C:\\\\talks\\\\a.mp3"'), 'a.mp3', 'text/plain'],
    ['some, the other way round', file('filename="a.mp3"; name="file"', 'Content-Length: 3'), 'a.mp3', 'text/plain'],
  ])('as sent by %s', async (_whom, body, name, content_type) => {
    expect(await readForm(TYPE, body)).toEqual({ fields: [], files: [{ field: 'file', name, content_type, bytes }] });
  });

  it('with text beside the file, before or after it, and whatever its bytes are', async () => {
    const content = Buffer.from([0, 255, 13, 10, 45, 45, 88, 13, 10, 45, 45, 88, 88, 45]);
    const head = form(...FIELD, '--XX', 'Content-Disposition: form-data; name="file"; filename="a"', '', '');
    const tail = form('', ...FIELD, '--XX--');
    const read = await readForm(TYPE, Buffer.concat([head, content.subarray(0, 9), tail]));
    expect(read.fields).toEqual([
      ['language', 'sv'],
      ['language', 'sv'],
    ]);
    expect(read.files[0]?.bytes).toEqual(content.subarray(0, 9));
  });
});

describe('what is no whole form is refused', () => {
  it.each([
    ['nothing', TYPE, form('')],
    ['no form', TYPE, form('garbage')],
    ['one that ends within the file', TYPE, file('name="file"; filename="a"').subarray(0, 60)],
    ['one that ends before its end', TYPE, form(...FIELD)],
    ['one without a boundary', 'multipart/form-data', file('name="file"; filename="a"')],
    ['another type', 'application/json', form('{}')],
    ['one of 101 fields', TYPE, form(...Array(101).fill(FIELD).flat(), '--XX--')],
  ])('%s', async (_what, type, body) => {
    await expect(readForm(type, body)).rejects.toBeInstanceOf(FormUnreadableError);
  });
});
