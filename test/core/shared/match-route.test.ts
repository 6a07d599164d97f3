import { describe, expect, it } from 'vitest';
import { ROUTES } from '../../../core/contracts/routes.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { routerOf } from '../../../core/shared/match-route.ts';

const ALL = Object.values(ROUTES);
const route = routerOf(ALL);

function refused(method: string, path: string): RequestProblem {
  try {
    route(method, path);
  } catch (error) {
    if (error instanceof RequestProblem) return error;
  }
  throw new Error(`${method} ${path} was found`);
}

describe('a request', () => {
  it.each(ALL)('for $method $path finds that route, with what stands in its path', (own) => {
    const ids: string[] = [];
    const path = own.path.replaceAll(/\{\w+\}/g, (name) => {
      ids.push(`${name} åö`);
      return encodeURIComponent(`${name} åö`);
    });
    expect(route(own.method, path)).toEqual({ route: own, ids });
    expect(route(own.method, `${path}/`)).toEqual({ route: own, ids });
  });

  it.each([
    ['/api/v2/jobs/a'],
    ['/api/v1/job'],
    ['/api/v1/job'],
    ['/api/v1/jobs/a/transcript/b'],
    ['/api/v1/jobs//transcript'],
    ['/openapixjson'],
    ['/API'],
    [''],
    ['/api/v1/jobs/%ff'],
    [`/api/v1/jobs/${'a'.repeat(1025)}`],
    ['/api/v1/jobs/a/deliveries/%ff/redeliver'],
  ])('for %s finds none', (path) => {
    expect(refused('GET', path)).toMatchObject({ status: 404, code: 'not_found', headers: {} });
  });

  it.each([
    ['GET', '/api', 'POST'],
    ['PUT', '/api/v1/jobs/a', 'DELETE, GET'],
    ['HEAD', '/health', 'GET'],
    ['get', '/api/jobs/a', 'GET'],
    ['PUT', '/api/v1/callbacks/a/secret', 'POST'],
  ])('%s for %s is told which methods there are', (method, path, allow) => {
    expect(refused(method, path)).toMatchObject({ status: 405, code: 'method_not_allowed', headers: { allow } });
  });

  it('is told of all of them', () => {
    const both = routerOf([
      { method: 'POST', path: '/a/{b}' },
      { method: 'GET', path: '/a/{b}' },
    ] as const);
    expect(() => both('PUT', '/a/1')).toThrow(expect.objectContaining({ headers: { allow: 'GET, POST' } }));
    expect(both('GET', '/a/1').route.method).toBe('GET');
  });
});

describe('the table of routes', () => {
  it('has no two for one request', () => {
    const requests = ALL.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '*')}`);
    expect(new Set(requests).size).toBe(requests.length);
  });

  /** Where Prometheus looks for it in all services, and where an older service had its own. */
  const BESIDE_WITH_KEY = ['/metrics', '/upload-audio', '/status/{job_id}', '/result/{job_id}'];

  it('has below /api what asks for a key, answered by the two Lambdas that look at it, and little else', () => {
    for (const { path, scope, lambda } of ALL) {
      const isBelow = path === '/api' || path.startsWith('/api/');
      const asksForKey = isBelow || BESIDE_WITH_KEY.includes(path);
      expect([path, scope !== 'none']).toEqual([path, asksForKey]);
      // What waits for events does so in a Lambda of its own.
      if (asksForKey) expect([path, lambda]).toEqual([path, path.endsWith('/events') ? 'events' : 'api']);
    }
  });
});
