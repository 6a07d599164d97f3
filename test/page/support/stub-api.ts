/** The API as the page asks it, with answers that a test gives. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { bodyOf } from '../../support/http-server.ts';

export type Asked = { method: string; path: string; query: URLSearchParams; body: string; origin: string };
type Answer = { status?: number; body: unknown };
export type Give = (asked: Asked, request: IncomingMessage, response: ServerResponse) => unknown;

/** By `METHOD /path`; a value is the body of a 200, what a function returns likewise unless it answered itself. */
export type Answers = Record<string, Give | object>;

/** @param asked is told of every request, those without an answer too */
export function stubApi(answers: Answers, asked: Asked[] = []): RequestListener {
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const origin = `http://${request.headers.host}`;
    const one = {
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      body: await bodyOf(request),
      origin,
    };
    asked.push(one);
    const give = answers[`${one.method} ${pathname}`];
    const given = typeof give === 'function' ? await give(one, request, response) : give;
    if (response.headersSent) return;
    if (given === undefined) return send(response, { status: 404, body: problem(404, 'not_found', pathname) });
    send(response, isAnswer(given) ? given : { body: given });
  };
}

/** @returns what a test gives in place of a body, to be sent with another status than 200 */
export const answer = (status: number, body: unknown): Answer => ({ status, body });

const isAnswer = (given: unknown): given is Answer =>
  typeof given === 'object' && given !== null && 'status' in given && 'body' in given;

const problem = (status: number, code: string, detail: string) => ({
  type: 'about:blank',
  title: code,
  status,
  code,
  detail,
});

function send(response: ServerResponse, { status = 200, body }: Answer): void {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  response.writeHead(status, { 'content-type': type });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}
