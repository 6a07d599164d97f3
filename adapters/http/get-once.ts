/** One GET on a connection of its own, up to the headers of its answer; what follows them is the caller's to read. */
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { OutOfTimeError } from './transport-errors.ts';

const MAX_HEADER_BYTES = 16 * 1024;

export type Get = {
  target: URL;
  headers: Record<string, string>;
  lookup: NonNullable<RequestOptions['lookup']>;
  /** Until the headers are there. */
  answer_ms: number;
  signal: AbortSignal;
  ca: string | undefined;
};

export type Answer = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

/** @throws the signal's reason when it aborts; OutOfTimeError; what Node says of connections */
export function getOnce({ target, headers, lookup, answer_ms, signal, ca }: Get): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request } = target.protocol === 'https:' ? https : http;
    const outgoing = request(target, {
      headers: { ...headers, 'user-agent': 'transcription/1' },
      agent: false,
      lookup,
      ...(ca === undefined ? {} : { ca }),
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    const end = (error: unknown) => {
      settle();
      reject(error);
      outgoing.destroy();
    };
    const leave = () => end(signal.reason);
    const limit = setTimeout(() => end(new OutOfTimeError()), answer_ms);
    const settle = () => {
      clearTimeout(limit);
      signal.removeEventListener('abort', leave);
    };
    signal.addEventListener('abort', leave);
    outgoing.on('error', end);
    outgoing.on('close', () => end(new Error('the connection was closed without an answer')));
    outgoing.on('upgrade', (_answer, socket) => {
      socket.on('error', end).destroy();
      end(new Error('the server switched protocols'));
    });
    outgoing.on('response', (body) => {
      settle();
      resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
    });
    if (signal.aborted) leave();
    else outgoing.end();
  });
}
