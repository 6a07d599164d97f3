import { readdirSync, readFileSync } from 'node:fs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { guarded, type OtherOrigins, servedText, withoutSlash } from '../../adapters/http/served-text.ts';
import type { RouteOf } from '../../core/contracts/routes.ts';
import { RequestProblem } from '../../core/shared/errors.ts';

type Answer = (event: APIGatewayProxyEvent, id: string) => APIGatewayProxyResult;

/** How long a browser asks for nothing anew: the page, which names its files, and these, whose names change with them. */
const [ONE_MINUTE, ONE_YEAR] = [60, 31_536_000];

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

const PAGE = 'index.html';

/**
 * @param folder where the build put the page and its files
 * @param origins where the page sends files to and plays them from
 */
export function webAnswers(folder: URL, origins: OtherOrigins): Record<RouteOf<'web'>['handler'], Answer> {
  const guard = guarded(origins);
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  const files = new Set(readdirSync(folder));
  return {
    page(event) {
      if (event.path.endsWith('/')) return withoutSlash(event.path, 'ui', guard);
      return servedText(event, { type: 'text/html; charset=utf-8', text: read(PAGE), seconds: ONE_MINUTE }, guard);
    },

    file(event, name) {
      const type = files.has(name) ? TYPES[name.split('.').at(-1) ?? ''] : undefined;
      if (!type) throw new RequestProblem({ status: 404, code: 'not_found', detail: NO_FILE });
      return servedText(event, { type, text: read(name), seconds: ONE_YEAR, immutable: true }, guard);
    },
  };
}

const NO_FILE = 'the page has no such file; it may be one of the version before: load the page again';
