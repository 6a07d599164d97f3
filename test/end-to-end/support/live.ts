/** Clients that listen: over sockets, and by polls. */
import { WebSocket } from 'ws';
import { LiveEvents, LiveMessage, Ticket } from '../../../core/contracts/live.ts';
import { waitFor } from '../../../local/wait.ts';
import { LiveListener } from '../../support/live-listener.ts';
import { call, LIMIT } from './client.ts';

export const until = (what: string, isSo: () => boolean) => waitFor(what, async () => isSo() || undefined, LIMIT);

/** Of one job, or of all of them. */
export async function ticketFor(jobId?: string): Promise<Ticket> {
  const { body } = await call('POST', jobId === undefined ? '/api/v1/ticket' : `/api/v1/jobs/${jobId}/ticket`);
  return Ticket.parse(body);
}

export type OpenedSocket = Awaited<ReturnType<typeof opened>>;

/** Listens to a socket; `said` are its words that are no live messages. */
export async function opened(url: string) {
  const socket = new WebSocket(url);
  const [listener, said] = [new LiveListener(), [] as unknown[]];
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('message', (data) => {
    const message = LiveMessage.safeParse(JSON.parse(String(data)));
    if (message.success) listener.take(message.data);
    else said.push(JSON.parse(String(data)));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, listener, said, closed };
}

/** Whether a socket was let in. */
export async function isLetIn(url: string): Promise<boolean> {
  const socket = new WebSocket(url);
  const letIn = await new Promise<boolean>((resolve) =>
    socket.once('open', () => resolve(true)).once('error', () => resolve(false)),
  );
  socket.close();
  return letIn;
}

/** Asks once, and says whether it is over. */
export async function polled(path: string, listener: LiveListener, wait = 5): Promise<boolean> {
  const after = listener.seq === undefined ? '' : `&after=${listener.seq}`;
  const { status, body } = await call('GET', `${path}?wait=${wait}${after}`);
  if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
  const { events, seq, over } = LiveEvents.parse(body);
  for (const event of events) listener.take(event);
  listener.seq = seq;
  return over;
}
