/** A service that knows docs/openapi.json and nothing else: it refuses what that does not allow, and answers as that says. */
import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders, RequestListener } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { bodyOf } from '../../support/http-server.ts';
import { type Schema, sampleOf, type Wishes } from './sample.ts';

type Parameter = { in: string; name: string; required?: boolean; schema: Schema };
type Content = Record<string, { schema: Schema }>;
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { content?: Content }>;
};
type Description = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};
type Asked = { method: string; url: URL; headers: IncomingHttpHeaders; body: string };

const description = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Description;
const ajv = new Ajv2020({ strict: false, coerceTypes: true });
addFormats.default(ajv);
ajv.addSchema({ $id: 'document', ...description });

export type Mock = { listener: RequestListener; operations: Set<string>; violations: string[]; wishes: Wishes };

/** Where links and tickets of answers lead. */
const LINKS = /^\/(bucket\/|socket$)/;

/** @param wishes may be changed as the test goes on */
export function mockOfDocument(wishes: Wishes): Mock {
  const mock = { operations: new Set<string>(), violations: [] as string[], wishes };
  const listener: RequestListener = async (request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const asked = { method: request.method ?? '', url, headers: request.headers, body: await bodyOf(request) };
    if (LINKS.test(url.pathname)) return void response.writeHead(204).end();
    const found = operationOf(asked);
    const wrong = found ? violationsOf(asked, ...found) : ['is not in the document'];
    mock.violations.push(...wrong.map((why) => `${asked.method} ${url.pathname}${url.search}: ${why}`));
    if (!found) return void response.writeHead(404).end();
    mock.operations.add(found[0].operationId);
    const [status, { content = {} }] = successOf(found[0]);
    const schema = content['application/json']?.schema;
    response.writeHead(Number(status), { 'content-type': 'application/json' });
    const sampling = { schemas: description.components.schemas, origin: url.origin, wishes: mock.wishes };
    response.end(schema && JSON.stringify(sampleOf(schema, sampling)));
  };
  return { ...mock, listener };
}

/** @returns it, and its place in the document */
function operationOf({ method, url }: Asked): [Operation, string] | undefined {
  for (const [path, operations] of Object.entries(description.paths)) {
    const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
    const operation = operations[method.toLowerCase()];
    if (operation && pattern.test(url.pathname)) return [operation, `/paths/${escaped(path)}/${method.toLowerCase()}`];
  }
  return undefined;
}

const escaped = (part: string) => part.replaceAll('~', '~0').replaceAll('/', '~1');

function successOf({ responses }: Operation): [string, { content?: Content }] {
  const found = Object.entries(responses).find(([status]) => status.startsWith('2'));
  return found ?? ['200', {}];
}

function violationsOf(asked: Asked, operation: Operation, place: string): string[] {
  return [...wrongQuery(asked, operation, place), ...wrongHeaders(asked), ...wrongBody(asked, operation, place)];
}

function wrongQuery({ url }: Asked, { parameters = [] }: Operation, place: string): string[] {
  const wrong = [...url.searchParams].flatMap(([name, value]) => {
    const at = parameters.findIndex((one) => one.in === 'query' && one.name === name);
    return at < 0 ? [`has no query ${name}`] : errorsOf(`${place}/parameters/${at}/schema`, value, `query ${name}`);
  });
  const missing = parameters.filter((one) => one.in === 'query' && one.required && !url.searchParams.has(one.name));
  return [...wrong, ...missing.map(({ name }) => `lacks query ${name}`)];
}

const wrongHeaders = ({ headers }: Asked) => (headers['x-api-key'] === undefined ? ['lacks its key'] : []);

function wrongBody({ headers, body }: Asked, { requestBody }: Operation, place: string): string[] {
  if (body === '') return requestBody?.required ? ['lacks a body'] : [];
  const type = headers['content-type']?.split(';')[0] ?? '';
  if (!requestBody?.content[type]) return [`takes no body of ${type}`];
  return errorsOf(`${place}/requestBody/content/${escaped(type)}/schema`, JSON.parse(body), 'body');
}

function errorsOf(place: string, value: unknown, what: string): string[] {
  const pointer = place.split('/').map(encodeURIComponent).join('/');
  const isValid = ajv.compile({ $ref: `document#${pointer}` });
  // Within an object, as only there values are coerced.
  return isValid(value) || isValid(Number(value)) ? [] : [`${what}: ${ajv.errorsText(isValid.errors)}`];
}
