import type { Route } from '../contracts/route.ts';
import { RequestProblem } from './errors.ts';

/** `id` is that of the job, callback or file in the path, empty where the route has none. */
export type Match<Known> = { route: Known; id: string };

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
      const id = idIn(path, pattern);
      return id === undefined ? [] : [{ route, id }];
    });
    const found = there.find(({ route }) => route.method === method);
    if (found) return found;
    throw there.length > 0 ? otherMethod(there.map(({ route }) => route.method)) : noRoute();
  };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/, '([^/]+)')}/*$`);
}

/** Undefined where the path is no such, or holds what nothing can be called. */
function idIn(path: string, pattern: RegExp): string | undefined {
  const found = pattern.exec(path);
  const id = found ? decoded(found[1] ?? '') : undefined;
  return id === undefined || new TextEncoder().encode(id).length > MAX_ID_BYTES ? undefined : id;
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
