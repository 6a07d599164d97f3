/** The service's end of the page's sockets, for a test to speak by. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { expect } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveMessage } from '../../../core/contracts/live.ts';
import type { Answers } from './stub-api.ts';

/** @param ticketPath whose answer leads to them */
export function givenSockets(ticketPath: string) {
  const server = new WebSocketServer({ noServer: true });
  const opened: { url: string; socket: WebSocket }[] = [];
  const upgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) =>
    server.handleUpgrade(request, stream, head, (socket) => opened.push({ url: request.url ?? '', socket }));
  const answers: Answers = {
    [`POST ${ticketPath}`]: ({ origin }: { origin: string }) => ({
      ticket: 't',
      expires_at: '2026-01-01T10:00:00Z',
      url: `${origin.replace('http', 'ws')}/socket?ticket=t`,
    }),
  };
  return {
    upgrade,
    answers,
    opened,
    /** To the page as it is now. */
    say: (...messages: readonly (LiveMessage | { type: 'pong' })[]) => {
      for (const message of messages) opened.at(-1)?.socket.send(JSON.stringify(message));
    },
    waitFor: (count: number) => expect.poll(() => opened.length, { timeout: 30_000 }).toBe(count),
  };
}
