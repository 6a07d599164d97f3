/** What anybody sees without a key, through the gateway, and what the gateway and the router say to unknown requests. */
import { describe, expect, it } from 'vitest';
import description from '../../docs/openapi.json' with { type: 'json' };
import { call, stack } from './support/client.ts';

const open = (path: string, init: RequestInit = {}) =>
  fetch(`${stack.api_url}${path}`, { redirect: 'manual', ...init });

describe('without a key', () => {
  it.each([
    ['/health', { status: 'ok' }],
    ['/ready', { status: 'ready' }],
  ])('%s says how the service is', async (path, body) => {
    const answer = await open(path);
    expect([answer.status, await answer.json()]).toEqual([200, body]);
  });

  it('/openapi.json describes the API, once', async () => {
    const first = await open('/openapi.json');
    expect(first.headers.get('content-type')).toMatch(/^application\/json/);
    expect(((await first.json()) as typeof description).paths).toEqual(description.paths);
    const etag = first.headers.get('etag') ?? '';
    expect(await open('/openapi.json', { headers: { 'if-none-match': etag } })).toMatchObject({ status: 304 });
  });

  it('/redoc leads to a page, whose files are all there', async () => {
    const redirect = await open('/redoc');
    expect(redirect.status).toBe(308);
    const at = new URL(redirect.headers.get('location') ?? '', `${stack.api_url}/redoc`);
    expect(at.href).toBe(`${stack.api_url}/docs`);
    const page = await fetch(at);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, file = '']) => new URL(file, at));
    expect(files).toHaveLength(3);
    for (const file of files) {
      const answer = await fetch(file);
      expect([file.pathname, answer.status]).toEqual([file.pathname, 200]);
      expect(answer.headers.get('content-type')).toMatch(
        file.pathname.endsWith('.css') ? /^text\/css/ : /^text\/javascript/,
      );
      expect((await answer.text()).length).toBeGreaterThan(50);
    }
  });

  it.each(['/api', '/api/v1/jobs/x', '/api/nothing', '/api/v1/callbacks'])('%s is closed', async (path) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await open(path, { method });
      expect([method, answer.status, await answer.json()]).toMatchObject([method, 403, { code: 'forbidden' }]);
    }
  });
});

describe('with a key', () => {
  it('the canonical routes and those of before are one', async () => {
    const registered = await call('POST', '/api/v1/callbacks', { callback_url: 'https://example.com/webhook' });
    expect(registered.status).toBe(200);
    const { callback_id } = registered.body;
    const [canonical, before] = await Promise.all(
      ['/api/v1/jobs', '/api/jobs'].map((jobs) => call('GET', `${jobs}/${callback_id}`)),
    );
    expect(canonical?.body).toMatchObject({ job_id: callback_id, status: 'registered' });
    expect(before?.body).toEqual(canonical?.body);
    const rotated = await call('POST', `/api/v1/callbacks/${callback_id}/secret`, { callback_secret: 'another one' });
    expect(rotated).toMatchObject({ status: 200, body: { callback_id } });
    const early = await call('GET', `/api/v1/jobs/${callback_id}/transcript?format=srt`);
    expect(early).toMatchObject({ status: 409, body: { code: 'no_transcript' } });
  });

  it.each([
    ['GET', '/api/nothing', 404, 'not_found', null],
    ['PUT', '/api/v1/jobs/x', 405, 'method_not_allowed', 'DELETE, GET'],
    ['GET', '/api', 405, 'method_not_allowed', 'POST'],
  ])('%s %s is answered with a problem', async (method, path, status, code, allow) => {
    const answer = await call(method, path);
    expect(answer).toMatchObject({ status, body: { status, code, request_id: expect.any(String) } });
    expect(answer.headers.get('allow')).toBe(allow);
  });
});
