/**
 * One request on a connection of its own. No answer, and no lack of one, may leave the promise open: the limit is a timer
 * of ours, as Node drops its own with the socket (an answer `101 Switching Protocols` takes the socket away from the request).
 */
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { WebhookResponse } from '../../core/shared/ports.ts';
import { AnswerStart } from './status-line.ts';
import { OutOfTimeError } from './transport-errors.ts';

/** Enough for any error page; the answer's body is not used. */
const MAX_ANSWER_BYTES = 64 * 1024;
/** Node's own default, said here so that no flag of the process widens it. */
const MAX_HEADER_BYTES = 16 * 1024;

export type Post = {
  target: URL;
  headers: Record<string, string>;
  body: string;
  lookup: NonNullable<RequestOptions['lookup']>;
  /** In all. */
  timeout_ms: number;
  ca: string | undefined;
};

export type Answer = Pick<Extract<WebhookResponse, { kind: 'answered' }>, 'http_status' | 'retry_after'>;

/** The status is the answer, whatever becomes of the body. */
export function postOnce(post: Post): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = open(post);
    const start = new AnswerStart();
    let answer: Answer | undefined;
    const end = (error: Error) => {
      clearTimeout(limit);
      answer ??= despiteHeaders(error, start);
      if (answer) resolve(answer);
      else reject(error);
      outgoing.destroy();
    };
    const limit = setTimeout(() => end(new OutOfTimeError()), post.timeout_ms);
    outgoing.on('error', end);
    outgoing.on('close', () => end(new Error('the connection was closed without an answer')));
    outgoing.on('upgrade', (incoming, socket) => {
      answer ??= answerOf(incoming);
      socket.on('error', end).destroy();
      end(new Error('the receiver switched protocols'));
    });
    outgoing.on('response', (incoming) => {
      answer ??= answerOf(incoming);
      incoming.on('error', end).resume();
    });
    watch(outgoing, start, end);
    outgoing.end(post.body);
  });
}

function open({ target, headers, body, lookup, ca }: Post): ClientRequest {
  const { request } = target.protocol === 'https:' ? https : http;
  return request(target, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), 'user-agent': 'transcription-webhook/1' },
    // A connection of its own: a pooled one may be half-closed by a receiver that restarted.
    agent: false,
    lookup,
    ...(ca === undefined ? {} : { ca }),
    maxHeaderSize: MAX_HEADER_BYTES,
  });
}

function answerOf({ statusCode, headers }: IncomingMessage): Answer {
  const retry_after = headers['retry-after'];
  return { http_status: statusCode ?? 0, ...(retry_after === undefined ? {} : { retry_after }) };
}

/** Ends what goes on for too long, be it a body or interim answers without end. Hears each chunk before the parser. */
function watch(outgoing: ClientRequest, start: AnswerStart, end: (error: Error) => void): void {
  outgoing.once('socket', (socket) => {
    socket.prependListener('data', (chunk: Buffer) => {
      start.add(chunk);
      if (start.bytes > MAX_HEADER_BYTES + MAX_ANSWER_BYTES) end(tooLong());
    });
  });
}

const tooLong = () =>
  Object.assign(new Error('more was sent than is read of an answer'), { code: 'HPE_HEADER_OVERFLOW' });

/**
 * A status line that can be read counts though a header after it is malformed (decision 016). Nothing but the status is
 * taken from such an answer. One with too many headers is not malformed: it is more than we read.
 */
function despiteHeaders(error: Error, start: AnswerStart): Answer | undefined {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (!code.startsWith('HPE_') || code === 'HPE_HEADER_OVERFLOW') return undefined;
  const http_status = start.status();
  return http_status === undefined ? undefined : { http_status };
}
