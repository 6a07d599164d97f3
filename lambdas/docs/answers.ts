import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { header } from '../../adapters/http/header.ts';
import { sha256 } from '../../adapters/system.ts';
import type { RouteOf } from '../../core/contracts/routes.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { servedDescription } from './served-description.ts';

type Answer = (event: APIGatewayProxyEvent, id: string) => APIGatewayProxyResult;
type Text = { type: string; text: string; seconds: number };

/** How long a browser asks for nothing anew: what changes with a deployment, and what only with Swagger UI. */
const [FIVE_MINUTES, ONE_DAY] = [300, 86_400];

const FILES: Record<string, string> = {
  'page.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

/** Nothing but our own files, and none of it inside the page. Swagger UI's style sheet has its pictures as data. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const GUARDED = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** @param folder where the build put openapi.json and the files of the page */
export function docsAnswers(folder: URL): Record<RouteOf<'docs'>['handler'], Answer> {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return {
    description(event) {
      const text = servedDescription(read('openapi.json'));
      return tagged(event, { type: 'application/json', text, seconds: FIVE_MINUTES });
    },

    page(event) {
      // Below a slash, the page's own addresses would lead elsewhere.
      if (event.path.endsWith('/')) return toPage(event);
      return tagged(event, { type: 'text/html; charset=utf-8', text: read('page.html'), seconds: FIVE_MINUTES });
    },

    file(event, name) {
      const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
      if (!type) throw new RequestProblem({ status: 404, code: 'not_found', detail: 'the page has no such file' });
      return tagged(event, { type, text: read(name), seconds: ONE_DAY });
    },

    toPage,
  };
}

/** Relative, as only the client knows under which address it reached the API. */
function toPage({ path }: APIGatewayProxyEvent): APIGatewayProxyResult {
  const slashes = path.length - path.replace(/\/+$/, '').length;
  return { statusCode: 308, headers: { ...GUARDED, location: `${'../'.repeat(slashes)}docs` }, body: '' };
}

/** The text; or that it is still the one that the client has. */
function tagged(event: APIGatewayProxyEvent, { type, text, seconds }: Text): APIGatewayProxyResult {
  const etag = `"${sha256(text)}"`;
  const headers = { ...GUARDED, etag, 'cache-control': `public, max-age=${seconds}` };
  const known = (header(event, 'if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (known.includes(etag) || known.includes('*')) return { statusCode: 304, headers, body: '' };
  return { statusCode: 200, headers: { ...headers, 'content-type': type }, body: text };
}
