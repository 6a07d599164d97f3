/** What lets a socket in: browsers send no header with one, so a ticket stands in its address, good for one connection. */
import type { Ticket } from '../contracts/live.ts';
import { SocketQuery } from '../contracts/live.ts';
import { type Connection, channelOf, type Listener, type StoredTicket } from '../contracts/live-items.ts';
import { ownJob } from '../job/own-job.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Connections, Tickets } from '../shared/live-ports.ts';
import type { Clock } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { epochSecondsIn, iso, plusSeconds } from '../shared/time.ts';
import { SOCKET_SECONDS } from './presence.ts';

export type GiveTicket = {
  table: Pick<Table, 'get'>;
  live: Pick<Tickets, 'keepTicket'>;
  clock: Pick<Clock, 'now'>;
  newSecret: () => string;
  sha256: (text: string) => string;
};

const TICKET_SECONDS = 60;

/**
 * @param socketUrl where sockets are opened
 * @throws RequestProblem 404 for a job that is not there or belongs to another tenant
 */
export async function giveTicket(deps: GiveTicket, whom: Omit<Listener, 'after'>, socketUrl: string): Promise<Ticket> {
  if (whom.job_id !== undefined) await ownJob(deps.table, whom.job_id, whom.tenant);
  const ticket = deps.newSecret();
  const now = deps.clock.now();
  const valid_until = plusSeconds(now, TICKET_SECONDS);
  const stored: StoredTicket = { ...whom, valid_until, expires_at: epochSecondsIn(now, TICKET_SECONDS) };
  await deps.live.keepTicket(deps.sha256(ticket), stored);
  const query = new URLSearchParams({ ...(whom.job_id !== undefined && { job_id: whom.job_id }), ticket });
  return { ticket, expires_at: valid_until, url: `${socketUrl}?${query}` };
}

export type AdmitSocket = {
  live: Pick<Tickets, 'useTicket'> & Pick<Connections, 'addConnection'>;
  clock: Pick<Clock, 'now'>;
  sha256: (text: string) => string;
};

/**
 * Takes a socket in that comes with a ticket for what it asks.
 *
 * @throws RequestProblem 403 for any other
 */
export async function admitSocket(deps: AdmitSocket, connection_id: string, query: unknown): Promise<Connection> {
  const asked = SocketQuery.safeParse(query);
  const ticket = asked.success ? await deps.live.useTicket(deps.sha256(asked.data.ticket)) : undefined;
  const now = deps.clock.now();
  if (!asked.success || !ticket || ticket.valid_until <= iso(now) || ticket.job_id !== asked.data.job_id) {
    const detail = 'the ticket is used, over, or for something else; get another one, which is good for 60 seconds';
    throw new RequestProblem({ status: 403, code: 'forbidden', detail });
  }
  const { tenant, job_id } = ticket;
  const { after } = asked.data;
  const connection: Connection = {
    connection_id,
    tenant,
    state: 'joining',
    opened_at: iso(now),
    ...(job_id !== undefined && { job_id }),
    ...(after !== undefined && { after }),
    expires_at: epochSecondsIn(now, SOCKET_SECONDS),
  };
  await deps.live.addConnection(channelOf(connection), connection);
  return connection;
}
