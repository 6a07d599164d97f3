import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stubLambdaEnvironment } from '../../support/lambda-environment.ts';

// Tests share the module, and none of the others wants to see its lines.
stubLambdaEnvironment();
const { log, logger } = await import('../../../adapters/observability/log.ts');

/** Stands for any secret: what must not be in a line. */
const CANARY = 'canary5e1f0c2b9a';
const WHSEC = `whsec_${Buffer.from(`${CANARY}${CANARY}`).toString('base64')}`;
const HEX = 'c0ffee'.repeat(10);

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  const level = logger.getLevelName();
  logger.setLogLevel('INFO');
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
  }
  return () => logger.setLogLevel(level);
});
afterEach(() => void vi.restoreAllMocks());

function written(fields: Record<string, unknown>): string {
  log.error('something happened', fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

describe('a field of a log line', () => {
  it.each([
    'callback_secret',
    'previous_callback_secret',
    'callbackSecret',
    'secret',
    'secrets',
    'password',
    'x-api-key',
    'X-API-Key',
    'apiKey',
    'authorization',
    'Authorization',
    'proxy-authorization',
    'cookie',
    'set-cookie',
    'webhook-signature',
    'x-webhook-signature',
    'X-Amz-Signature',
    'X-Amz-Security-Token',
    'sessionToken',
    'secretAccessKey',
    'AWS_SECRET_ACCESS_KEY',
  ])('called %s is left out, at any depth and of any kind', (name) => {
    const line = written({
      [name]: CANARY,
      nested: { deeper: [{ [name]: { value: CANARY } }, { [name]: [CANARY] }] },
      headers: { [name]: CANARY },
    });
    expect(line).not.toContain(CANARY);
    expect(line.match(/\[redacted\]/g)).toHaveLength(4);
  });

  it.each(['job_id', 'callback_id', 'webhook_id', 's3_key', 'secrets_count', 'status', 'api_key_id', 'tenant'])(
    'called %s stays',
    (name) => {
      expect(written({ [name]: 'value-1' })).toContain('value-1');
    },
  );
});

describe('a text in a log line', () => {
  it.each([
    ['JSON', `{"callback_secret":"${CANARY}","language":"sv"}`],
    ['JSON with spaces', `{ "callback_secret" : "${CANARY} and ${CANARY}" }`],
    ['JSON in JSON', JSON.stringify({ body: JSON.stringify({ callback_secret: CANARY }) })],
    ['JSON in JSON in JSON', JSON.stringify(JSON.stringify({ body: JSON.stringify({ callback_secret: CANARY }) }))],
    ['JSON that was cut off', `{"callback_url":"https://a.se","callback_secret":"${CANARY}`],
    ['JSON with an escaped quote', `{"callback_secret":"a\\"${CANARY}"}`],
    ['a form', `callback_url=https://a.se&callback_secret=${CANARY}&x=1`],
    ['what Node prints of an object', `{ callback_secret: '${CANARY}' }`],
    ['a header', `X-API-Key: ${CANARY}\r\nHost: a.se`],
    ['a header with a scheme', `Authorization: Bearer ${CANARY}`],
    ['a Standard Webhooks secret', `the key ${WHSEC} is wrong`],
    ['a URL with a password', `https://user:${CANARY}@receiver.example/hook is refused`],
    ['a URL with a user', `https://${CANARY}@receiver.example/hook is refused`],
    ['a presigned link', `https://b.s3.amazonaws.com/k?X-Amz-Credential=${CANARY}&X-Amz-Signature=${CANARY}&x=1`],
    ['a signature of the contract', `got hmac-sha256=${HEX}`],
    ['a signature of Standard Webhooks', `v1,${Buffer.from(CANARY.repeat(3)).toString('base64')}`],
  ])('that is %s holds no secret', (_what, text) => {
    const line = written({ text, nested: [{ text }] });
    expect(line).toContain('[redacted]');
    for (const secret of [CANARY, WHSEC, HEX, Buffer.from(CANARY.repeat(3)).toString('base64')]) {
      expect(line).not.toContain(secret);
    }
  });

  it('that is an S3 event nobody understands keeps what helps and loses the rest', () => {
    const body = JSON.stringify({ Records: [{ s3: { object: { key: 'a.mp3' } }, callback_secret: CANARY }] });
    const line = written({ message_id: 'm-1', body: body.slice(0, 500) });
    expect(line).toContain('a.mp3');
    expect(line).not.toContain(CANARY);
  });

  it.each([
    'the callback URL is refused: expected https://',
    'https://receiver.example/hook?a=1',
    's3://bucket/results/job-1/talk.json',
    'a@b.se wrote',
  ])('that holds none stays as it is: %s', (text) => {
    expect(written({ text })).toContain(text);
  });
});

it('an error loses the secrets of its message, its stack, its cause and its own fields', () => {
  const cause = new Error(`sent {"callback_secret":"${CANARY}"}`);
  const error = Object.assign(new Error(`https://user:${CANARY}@a.se/`, { cause }), {
    $response: { headers: { authorization: CANARY } },
    config: { secretAccessKey: CANARY },
  });
  const line = written({ error });
  expect(line).toContain('Error');
  expect(line).not.toContain(CANARY);
});

it('the message itself is held to the same', () => {
  log.info(`registered {"callback_secret":"${CANARY}"}`);
  expect(lines[0]).not.toContain(CANARY);
});

describe('a text of any length', () => {
  it.each([
    ['a-', 'a scheme without an end'],
    ['secret ', 'names without a value'],
    ['secret:\\', 'values that are nothing but escapes'],
    ['whsec_', 'marks of secrets'],
  ])('%s, again and again, takes no longer than to read it: %s', (part) => {
    // Quadratic, each of them would take a quarter of a second and more: together, longer than any test may.
    for (let line = 0; line < 100; line += 1) log.info('refused', { text: part.repeat(20_000 / part.length) });
    expect(lines).toHaveLength(100);
  });

  it('is cut', () => {
    log.info('refused', { text: 'x'.repeat(120_000) });
    expect(lines[0]?.length).toBeLessThan(21_000);
    expect(lines[0]).toContain('100000 characters more');
  });
});
