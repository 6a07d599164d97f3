import { ROUTES, type RouteName } from '../../core/contracts/routes.ts';

/** `id` is that of the job or callback in the path, empty where the route has none. */
export type Match = { route: RouteName; id: string };

/** Ours have 32 characters. DynamoDB refuses to look for a key of more than 2,048 bytes. */
const MAX_ID_BYTES = 1024;

const PATTERNS = Object.entries(ROUTES).map(([route, { method, path }]) => ({
  route: route as RouteName,
  method,
  pattern: new RegExp(`^${path.replace(/\{\w+\}/, '([^/]+)')}/*$`),
}));

/** The route that a request is for; undefined for what no route can be for, whatever a client writes there. */
export function matchRoute(method: string, path: string): Match | undefined {
  for (const { route, method: own, pattern } of PATTERNS) {
    const found = method === own ? pattern.exec(path) : null;
    if (!found) continue;
    const id = decoded(found[1] ?? '');
    return id === undefined || Buffer.byteLength(id) > MAX_ID_BYTES ? undefined : { route, id };
  }
  return undefined;
}

/** Undefined for what is no percent-encoded UTF-8. */
function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
