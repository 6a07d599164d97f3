import type { Route } from '../contracts/route.ts';
import { RequestProblem } from './errors.ts';

/** `ids` are those of the job, callback, delivery or file in the path, in its order. */
export type Match<Known> = { route: Known; ids: string[] };

/** Ours have 32 characters. DynamoDB refuses to look for a key of more than 2,048 bytes. */
const MAX_ID_BYTES = 1024;

/**
 * Finds the route that a request is for, whatever a client writes there.
 *
 * @throws RequestProblem 404 for a path that no route can be for; 405 for one that is there for other methods, which the
 *   header Allow names
 */
export function routerOf<Known extends Pick<Route, 'method' | 'path'>>(routes: readonly Known[]) {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method: string, path: string): Match<Known> => {
    const there = patterns.flatMap(({ route, pattern }) => {
      const ids = idsIn(path, pattern);
      return ids === undefined ? [] : [{ route, ids }];
    });
    const found = there.find(({ route }) => route.method === method);
    if (found) return found;
    throw there.length > 0 ? otherMethod(there.map(({ route }) => route.method)) : noRoute();
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}/*$`);
}

/** Undefined where the path is no such, or holds what nothing can be called. */
function idsIn(path: string, pattern: RegExp): string[] | undefined {
  const ids = pattern.exec(path)?.slice(1).map(decoded);
  return ids?.every(isName) ? ids : undefined;
}

function isName(id: string | undefined): id is string {
  return id !== undefined && new TextEncoder().encode(id).length <= MAX_ID_BYTES;
}

/** Undefined for what is no percent-encoded UTF-8. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function noRoute(): RequestProblem {
  return new RequestProblem({ status: 404, code: 'not_found', detail: 'there is no such route; see /openapi.json' });
}

function otherMethod(methods: readonly string[]): RequestProblem {
  const allow = [...new Set(methods)].sort().join(', ');
  const detail = `this route is there for ${allow}`;
  return new RequestProblem({ status: 405, code: 'method_not_allowed', detail, headers: { allow } });
}
