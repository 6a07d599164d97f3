import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import { webAnswers } from '../../lambdas/web/answers.ts';
import { bucketOrigin } from '../../lambdas/web/bucket-origin.ts';
import { makeApiEvent } from '../support/lambda-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const FILES = { 'index.html': '<!doctype html>', 'main-ABC.js': 'start()', 'style-DEF.css': 'p{}', secret: 'none' };
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);

const BUCKET = 'https://files.s3.eu-north-1.amazonaws.com';
const answers = webAnswers(pathToFileURL(`${folder}/`), { connect: [BUCKET], media: [BUCKET, 'blob:'] });
const get = (path: string, headers: Record<string, string> = {}) =>
  makeApiEvent({ method: 'GET', path, headers }) as APIGatewayProxyEvent;

describe('the page for people', () => {
  it('is asked for anew, unless it is the one that the browser has', () => {
    const { statusCode, headers = {}, body } = answers.page(get('/ui'), '');
    expect([statusCode, headers['content-type'], body]).toEqual([200, 'text/html; charset=utf-8', '<!doctype html>']);
    expect(headers['cache-control']).toBe('public, max-age=60');
    const again = answers.page(get('/ui', { 'If-None-Match': String(headers['etag']) }), '');
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('reaches its own address and the bucket, and is framed by nobody', () => {
    const policy = String(answers.page(get('/ui'), '').headers?.['content-security-policy']).split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      `connect-src 'self' ${BUCKET}`,
      `media-src ${BUCKET} blob:`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it.each(['/ui/', '/ui//'])('is led to from %s, below which its files could not be found', (path) => {
    const answer = answers.page(get(path), '');
    expect(answer.statusCode).toBe(308);
    expect(new URL(String(answer.headers?.['location']), `https://api.example/v1${path}`).pathname).toBe('/v1/ui');
  });
});

describe('a file of it', () => {
  it.each([
    ['main-ABC.js', 'text/javascript; charset=utf-8'],
    ['style-DEF.css', 'text/css; charset=utf-8'],
  ])('%s is kept for ever, as its name changes with it', (name, type) => {
    const { statusCode, headers } = answers.file(get(`/ui/${name}`), name);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    });
  });

  it.each(['index.html', 'secret', 'main-OLD.js', '../answers.ts', '..', '', 'constructor'])('is none: %s', (name) => {
    expect(() => answers.file(get('/ui/x'), name)).toThrow(expect.objectContaining({ status: 404, code: 'not_found' }));
  });
});

it.each([
  ['where the SDK signs to on AWS', { AWS_REGION: 'eu-north-1' }, BUCKET],
  ['the endpoint that the environment names', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9000/x' }, 'http://127.0.0.1:9000'],
  ['the one of S3 before that', { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b:1' }, 'http://b:1'],
])('the bucket is at %s', (_, environment, origin) => {
  expect(bucketOrigin('files', environment)).toBe(origin);
});
