/** The table of routes as OpenAPI's paths. */
import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { Route } from '../../core/contracts/route.ts';
import { ROUTES } from '../../core/contracts/routes.ts';
import { Problem } from '../../core/contracts/service-answers.ts';

export function paths(): ZodOpenApiPathsObject {
  const items: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    items[route.path] = { ...items[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return items;
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.scope === 'none' && { security: [] }),
    ...requestParams(route),
    ...requestBody(route),
    responses: {
      [route.answer.status]: answer(route.answer),
      ...(route.answer.tagged && { 304: { description: 'As the ETag in If-None-Match says, the client has it.' } }),
      ...Object.fromEntries(problemsOf(route).map((status) => [status, PROBLEMS[status]])),
      default: FAILED,
    },
  };
}

function requestBody({ body, bodyOptional, form }: Route): Pick<ZodOpenApiOperationObject, 'requestBody'> {
  if (form) return { requestBody: { required: true, content: { 'multipart/form-data': { schema: form } } } };
  if (!body) return {};
  return { requestBody: { required: !bodyOptional, content: { 'application/json': { schema: body } } } };
}

function requestParams(route: Route): Pick<ZodOpenApiOperationObject, 'requestParams'> {
  const { params, query } = route;
  const header = isNamed(route) && IdempotencyHeader;
  if (!params && !query && !header) return {};
  return { requestParams: { ...(params && { path: params }), ...(query && { query }), ...(header && { header }) } };
}

/** Whether a client may name the request, so as to send it again. */
const isNamed = ({ method, scope }: Route) => method === 'POST' && scope !== 'none';

function problemsOf(route: Route): Route['problems'] {
  return isNamed(route)
    ? [...new Set([...route.problems, 400, 409, 422] as const)].sort((a, b) => a - b)
    : route.problems;
}

const IdempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .meta({
      description:
        'A name of yours for this request, such as a UUID: sent again with it, within a day, the request is not done again and gets the same answer, with the header idempotency-replayed.',
    }),
});

function answer({ description, body, texts = [], headers, tagged }: Route['answer']): ZodOpenApiResponseObject {
  const content = {
    ...(body && { 'application/json': { schema: body } }),
    ...Object.fromEntries(texts.map((type) => [type, { schema: z.string() }])),
  };
  const all = headers ?? (tagged && Tag);
  return { description, ...(all && { headers: all }), ...(Object.keys(content).length > 0 && { content }) };
}

const Tag = z.object({ etag: z.string() });

const problem = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const PROBLEMS: Record<Route['problems'][number], ZodOpenApiResponseObject> = {
  400: problem('BadRequest', 'Each wrong field is named by its JSON pointer, up to 20 of them. JSON is read as UTF-8.'),
  403: problem('Forbidden', 'No key, a wrong or disabled one, one that belongs to no client, or that lacks the scope.'),
  404: problem('NotFound', 'It does not exist, or belongs to somebody else.'),
  406: problem('NotAcceptable', 'The client takes none of the formats there are.'),
  409: problem('Conflict', 'Not in this state; or a request with this Idempotency-Key is being done.'),
  413: problem(
    'TooLarge',
    'JSON of more than 65,536 bytes, of saveVersion more than 4,000,000; a file in a form of more than 4,400,000.',
  ),
  422: problem(
    'KeyReused',
    'The Idempotency-Key was sent with another request; or the model that is named is none of this deployment.',
  ),
  429: problem(
    'TooManyRequests',
    "More than the key's plan or limits allow, or than all without a key may ask for. Of a limit, detail says which, and Retry-After when it counts anew.",
  ),
  503: problem('Unavailable', 'It does not; detail says what it does not reach.'),
};
const FAILED = problem('Failed', 'The service failed, or the request never came through to it.');
