import { readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { guarded, servedText, withoutSlash } from '../../adapters/http/served-text.ts';
import type { RouteOf } from '../../core/contracts/routes.ts';
import { RequestProblem } from '../../core/shared/errors.ts';
import { servedDescription } from './served-description.ts';

type Answer = (event: APIGatewayProxyEvent, id: string) => APIGatewayProxyResult;

/** How long a browser asks for nothing anew: what changes with a deployment, and what only with Swagger UI. */
const [FIVE_MINUTES, ONE_DAY] = [300, 86_400];

const FILES: Record<string, string> = {
  'page.js': 'text/javascript; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

const GUARD = guarded();

/** @param folder where the build put openapi.json and the files of the page */
export function docsAnswers(folder: URL): Record<RouteOf<'docs'>['handler'], Answer> {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return {
    description(event) {
      const text = servedDescription(read('openapi.json'));
      return servedText(event, { type: 'application/json', text, seconds: FIVE_MINUTES }, GUARD);
    },

    page(event) {
      if (event.path.endsWith('/')) return toPage(event);
      const text = read('page.html');
      return servedText(event, { type: 'text/html; charset=utf-8', text, seconds: FIVE_MINUTES }, GUARD);
    },

    file(event, name) {
      const type = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
      if (!type) throw new RequestProblem({ status: 404, code: 'not_found', detail: 'the page has no such file' });
      return servedText(event, { type, text: read(name), seconds: ONE_DAY }, GUARD);
    },

    toPage,
  };
}

const toPage = ({ path }: APIGatewayProxyEvent) => withoutSlash(path, 'docs', GUARD);
