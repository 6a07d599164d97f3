/** The table of routes as OpenAPI's paths. */
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { Problem } from '../../core/contracts/answers.ts';
import { ROUTES, type Route } from '../../core/contracts/routes.ts';

export function paths(): ZodOpenApiPathsObject {
  const items = Object.entries<Route>(ROUTES).map(
    ([name, route]) => [route.path, { [route.method.toLowerCase()]: operation(name, route) }] as const,
  );
  return Object.fromEntries(items);
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.params && { requestParams: { path: route.params } }),
    ...(route.body && { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }),
    responses: {
      [route.answer.status]: answer(route.answer),
      ...Object.fromEntries(route.problems.map((status) => [status, PROBLEMS[status]])),
      default: FAILED,
    },
  };
}

function answer({ description, body, headers }: Route['answer']): ZodOpenApiResponseObject {
  return {
    description,
    ...(headers && { headers }),
    ...(body && { content: { 'application/json': { schema: body } } }),
  };
}

const problem = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/problem+json': { schema: Problem } },
});

const PROBLEMS: Record<Route['problems'][number], ZodOpenApiResponseObject> = {
  400: problem('BadRequest', 'Each wrong field is named by its JSON pointer, up to 20 of them. JSON is read as UTF-8.'),
  403: problem('Forbidden', 'No key, a wrong one, or one that belongs to no client of the service.'),
  404: problem('NotFound', 'It does not exist, or belongs to somebody else.'),
  409: problem('Conflict', 'Not in this state.'),
  413: problem('TooLarge', 'A body of more than 65,536 bytes.'),
  429: problem('TooManyRequests', "More than the key's plan allows."),
};
const FAILED = problem('Failed', 'The service failed, or the request never came through to it.');
