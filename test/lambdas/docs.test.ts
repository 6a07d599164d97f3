import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { afterAll, describe, expect, it } from 'vitest';
import description from '../../docs/openapi.json' with { type: 'json' };
import { docsAnswers } from '../../lambdas/docs/answers.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';

const ROOT = new URL('../../', import.meta.url);
const FILES = ['page.html', 'page.js'].map((name) => `lambdas/docs/files/${name}`);
const SWAGGER_UI = ['swagger-ui-bundle.js', 'swagger-ui.css'].map((name) => `node_modules/swagger-ui-dist/${name}`);

const folder = mkdtempSync(join(tmpdir(), 'test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
for (const file of ['docs/openapi.json', ...FILES, ...SWAGGER_UI]) {
  copyFileSync(new URL(file, ROOT), join(folder, file.split('/').at(-1) ?? ''));
}
const answers = docsAnswers(pathToFileURL(`${folder}/`));

const get = (path: string, headers: Record<string, string> = {}) =>
  makeApiEvent({ method: 'GET', path, headers }) as APIGatewayProxyEvent;
const page = () => answers.page(get('/docs'), '');

describe('the page', () => {
  it('holds no script and no style: all of it comes from files beside it', () => {
    const { body, headers } = page();
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' });
    expect(body).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|\/\//i);
    const scripts = [...body.matchAll(/<script\b([^>]*)>([^<]*)/g)];
    expect(scripts.length).toBeGreaterThan(0);
    for (const [, attributes, content] of scripts)
      expect([attributes, content]).toEqual([expect.stringMatching(/ src="/), '']);
  });

  it('may load nothing but our own files, under any address', () => {
    const policy = String(page().headers?.['content-security-policy']);
    const directives = Object.fromEntries(
      policy.split('; ').map((one) => [one.split(' ')[0], one.split(' ').slice(1)]),
    );
    expect(directives).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
  });

  it.each(['/v1/docs', '/restapis/abc/v1/_user_request_/docs', '/docs'])('finds its files when it is at %s', (at) => {
    const addresses = [...page().body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    const files = addresses.map((address) => new URL(address, `https://api.example${at}`)).filter(isOurs);
    const below = at.replace(/docs$/, '');
    expect(files.map(({ pathname }) => pathname).sort()).toEqual([
      `${below}docs/page.js`,
      `${below}docs/swagger-ui-bundle.js`,
      `${below}docs/swagger-ui.css`,
      `${below}openapi.json`,
    ]);
    for (const { pathname } of files.filter(({ pathname }) => pathname.includes('/docs/'))) {
      const name = pathname.split('/').at(-1) ?? '';
      expect(answers.file(get(`/docs/${name}`), name)).toMatchObject({ statusCode: 200 });
    }
  });
  const isOurs = ({ protocol }: URL) => protocol === 'https:';

  it('tells nobody else of the description', () => {
    expect(answers.file(get('/docs/page.js'), 'page.js').body).toMatch(/url: 'openapi\.json'.*validatorUrl: null/);
  });

  it.each([
    ['/redoc', 'https://api.example/v1/docs'],
    ['/redoc/', 'https://api.example/v1/docs'],
    ['/docs/', 'https://api.example/v1/docs'],
    ['/docs//', 'https://api.example/v1/docs'],
  ])('is where %s leads', (path, expected) => {
    const answer = path.startsWith('/docs') ? answers.page(get(path), '') : answers.toPage(get(path), '');
    expect(answer.statusCode).toBe(308);
    expect(new URL(String(answer.headers?.['location']), `https://api.example/v1${path}`).href).toBe(expected);
  });
});

describe('a file of the page', () => {
  it.each([
    ['page.js', 'text/javascript; charset=utf-8'],
    ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
    ['swagger-ui.css', 'text/css; charset=utf-8'],
  ])('%s is given as %s, in what a Lambda may answer', (name, type) => {
    const answer = answers.file(get(`/docs/${name}`), name);
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': type, 'x-content-type-options': 'nosniff' },
    });
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(6_000_000);
  });

  it.each(['page.html', 'openapi.json', 'LICENSE', '../handler.ts', '..', 'constructor', '__proto__'])(
    'is none: %s',
    (name) => {
      expect(() => answers.file(get('/docs/x'), name)).toThrow(
        expect.objectContaining({ status: 404, code: 'not_found' }),
      );
    },
  );
});

describe('the description', () => {
  const asked = (headers: Record<string, string> = {}) => answers.description(get('/openapi.json', headers), '');

  it('is what docs/openapi.json says, of the server that it came from', () => {
    const { servers, ...served } = JSON.parse(asked().body);
    const { servers: _of, ...written } = description;
    expect(served).toEqual(written);
    expect(servers).toEqual([{ url: '.' }]);
  });

  it('is kept for a while, and not sent again to who has it', () => {
    const { statusCode, headers = {} } = asked();
    const etag = String(headers['etag']);
    expect([statusCode, headers['cache-control']]).toEqual([200, 'public, max-age=300']);
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect(asked({ 'If-None-Match': known })).toMatchObject({ statusCode: 304, headers: { etag }, body: '' });
    }
    expect(asked({ 'If-None-Match': '"other"' })).toMatchObject({ statusCode: 200 });
  });
});

describe('the Lambda', () => {
  it.each([
    ['GET', '/docs', 200, 'text/html; charset=utf-8'],
    ['GET', '/redoc', 308, undefined],
    ['GET', '/docs/page.js', 200, 'text/javascript; charset=utf-8'],
    ['GET', '/docs/nothing', 404, 'application/problem+json'],
    ['GET', '/health', 404, 'application/problem+json'],
    ['POST', '/docs', 405, 'application/problem+json'],
  ])('answers %s %s with %d', async (method, path, status, type) => {
    const { handler } = await import('../../lambdas/docs/handler.ts');
    const answer = await handler(makeApiEvent({ method, path }), CONTEXT);
    expect([answer.statusCode, answer.headers?.['content-type']]).toEqual([status, type]);
  });
});
