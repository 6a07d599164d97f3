import { describe, expect, it } from 'vitest';
import { RequestProblem } from '../../core/shared/errors.ts';
import { jsonBody } from '../../lambdas/api/body.ts';

const text = (body: string) => ({ body, isBase64Encoded: false });
const bytes = (body: Buffer) => ({ body: body.toString('base64'), isBase64Encoded: true });

function problemOf(sent: Parameters<typeof jsonBody>[0]): RequestProblem {
  try {
    throw new Error(`expected the body to be refused, got ${JSON.stringify(jsonBody(sent))}`);
  } catch (error) {
    if (error instanceof RequestProblem) return error;
    throw error;
  }
}

describe('a body', () => {
  it.each([
    ['as text', text('{"a":"Åsa"}')],
    ['as text after a byte order mark', text('\ufeff{"a":"Åsa"}')],
    ['that the gateway encoded', bytes(Buffer.from('{"a":"Åsa"}'))],
    ['that the gateway encoded, after a byte order mark', bytes(Buffer.from('\ufeff{"a":"Åsa"}'))],
  ])('%s is read', (_how, sent) => {
    expect(jsonBody(sent)).toEqual({ a: 'Åsa' });
  });

  it.each([
    ['in ISO 8859-1', bytes(Buffer.from('{"a":"Åsa"}', 'latin1'))],
    ['in UTF-16', bytes(Buffer.from('\ufeff{"a":"Åsa"}', 'utf16le'))],
    ['that the gateway could not decode', text('{"a":"\ufffdsa"}')],
  ])('%s is refused, and told which encoding was expected', (_how, sent) => {
    expect(problemOf(sent)).toMatchObject({
      status: 400,
      code: 'invalid_encoding',
      message: expect.stringContaining('UTF-8'),
    });
  });

  it('may hold the character that stands for broken ones, said so on purpose', () => {
    expect(jsonBody(text('{"a":"\\ufffd"}'))).toEqual({ a: '\ufffd' });
    expect(jsonBody(bytes(Buffer.from('{"a":"\ufffd"}')))).toEqual({ a: '\ufffd' });
  });

  it('may have 65,536 bytes and no more', () => {
    const long = (length: number) => text(`"${'å'.repeat((length - 2) / 2)}"`);
    expect(jsonBody(long(65_536))).toHaveLength(32_767);
    expect(problemOf(long(65_538))).toMatchObject({ status: 413, code: 'request_too_large' });
    expect(problemOf(bytes(Buffer.alloc(65_537)))).toMatchObject({ status: 413 });
  });
});

describe('what could not be given back as it came is refused by its place', () => {
  it.each([
    ['an integer that loses digits', '{"metadata":{"user_id":1098765432109876543}}', '/metadata/user_id'],
    ['the first such integer', '{"metadata":{"id":9007199254740992}}', '/metadata/id'],
    ['one below zero', '{"a":[0,-9007199254740993]}', '/a/1'],
    ['a number of 131 digits', '{"metadata":{"x":1e130}}', '/metadata/x'],
    ['a number beyond all', '{"x":1e400}', '/x'],
    ['half of a character', '{"metadata":{"a/b":"\\ud800"}}', '/metadata/a~1b'],
    ['half of a character in a name', '{"metadata":{"\\udc00":1}}', '/metadata'],
    ['33 levels', `{"a":${'['.repeat(33)}${']'.repeat(33)}}`, `/a${'/0'.repeat(32)}`],
    ['as many levels as fit', '['.repeat(32_768) + ']'.repeat(32_768), '/0'.repeat(33)],
  ])('%s', (_what, body, pointer) => {
    expect(problemOf(text(body))).toMatchObject({ status: 400, errors: [{ pointer }] });
  });

  it.each([
    '9007199254740991',
    '-9007199254740991',
    '1e-200',
    '0.1',
    '"\\ud83d\\ude00"',
    `${'['.repeat(32)}${']'.repeat(32)}`,
  ])('and nothing else: %s', (body) => {
    expect(jsonBody(text(body))).toEqual(JSON.parse(body));
  });
});
