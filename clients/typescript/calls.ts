/** The calls of the API by method and path, typed by its document: each gives its success, or throws its problem. */
import createClient, { type FetchResponse, type MaybeOptionalInit, type Middleware } from 'openapi-fetch';
import { problemOf } from './problem.ts';
import { retrying } from './retry.ts';
import type { paths } from './schema.ts';

type Method = 'get' | 'post' | 'delete';
type PathsWith<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? Path : never;
}[keyof paths];
type Media = `${string}/${string}`;
type Success<Operation, Init> =
  Operation extends Record<string | number, unknown>
    ? { data: Exclude<FetchResponse<Operation, Init, Media>['data'], undefined>; response: Response }
    : never;
/** The second argument can be left out where nothing in it is needed. */
type Rest<Init> = undefined extends Init ? [Init?] : [Init];

type Call<M extends Method> = <Path extends PathsWith<M>, Init extends MaybeOptionalInit<paths[Path], M>>(
  path: Path,
  ...init: Rest<Init>
) => Promise<Success<paths[Path][M], Init>>;

export type Calls = { GET: Call<'get'>; POST: Call<'post'>; DELETE: Call<'delete'> };

export type CallOptions = {
  /** The API's base URL: the output ApiUrl, such as `https://….amazonaws.com/v1`. */
  endpoint: string;
  apiKey: string;
  /** In place of the runtime's own. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
};

export function callsOf({ endpoint, apiKey, fetch = (request) => globalThis.fetch(request) }: CallOptions): Calls {
  const client = createClient<paths>({ baseUrl: endpoint.replace(/\/+$/, ''), fetch: retrying(fetch) });
  client.use(keyed(apiKey), thrown);
  const { GET, POST, DELETE } = client;
  // What fails is thrown by the middleware, so what comes back is a success.
  return { GET, POST, DELETE } as unknown as Calls;
}

const keyed = (apiKey: string): Middleware => ({
  onRequest({ request }) {
    request.headers.set('X-API-Key', apiKey);
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', crypto.randomUUID());
    }
    return request;
  },
});

const thrown: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
};
