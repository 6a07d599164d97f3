/** A socket that was opened gets what there is; from then on it gets what comes. */
import { type Connection, channelOf } from '../contracts/live-items.ts';
import type { Connections, Sockets } from '../shared/live-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { endSocket } from './end-socket.ts';
import { beginToFollow, type Follow, type Following, nextPage, type Place } from './follow.ts';
import { leaveSocket, SOCKET_SECONDS } from './presence.ts';

export type JoinSocket = Follow & {
  live: Follow['live'] & Connections;
  sockets: Sockets;
  clock: Clock;
  log: Log;
};

/** API Gateway knows a connection once its opening was answered, which is about now. */
const FIRST_WAITS_MS = [50, 100, 200, 400, 800, 1600];
/** Events come every two seconds, and a page is read and sent in less. */
const MOST_PAGES = 1000;

/** Never throws: a socket that cannot be served is closed, and comes again. */
export async function joinSocket(deps: JoinSocket, connection: Connection): Promise<void> {
  const { connection_id } = connection;
  try {
    const following = await beginToFollow(deps, connection, SOCKET_SECONDS);
    if (await sendAll(deps, connection, following)) return;
    await leaveSocket(deps, connection_id);
  } catch (error) {
    deps.log.warn('a socket could not be told what there is, and is closed', { connection_id, error });
    await endSocket(deps, connection_id);
  }
}

/** @returns false when nobody is there any more */
async function sendAll(deps: JoinSocket, connection: Connection, { snapshot, ...from }: Following): Promise<boolean> {
  if (snapshot && !(await sendFirst(deps, connection, JSON.stringify(snapshot)))) return false;
  let place: Place = from;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await nextPage(deps, place);
    for (const { message } of page.events) {
      if (!(await sendFirst(deps, connection, message))) return false;
    }
    place = page.place;
    if (page.isLast && (await goLive(deps, connection, place))) return true;
    if (page.isLast && !(await isThere(deps, connection))) return false;
  }
  throw new Error(`the backlog did not end in ${MOST_PAGES} pages`);
}

function goLive({ live }: JoinSocket, connection: Connection, { position, rank }: Place): Promise<boolean> {
  return live.goLive(channelOf(connection), connection.connection_id, { from: position, rank });
}

async function isThere({ live }: JoinSocket, connection: Connection): Promise<boolean> {
  const all = await live.connectionsOf(channelOf(connection));
  return all.some(({ connection_id }) => connection_id === connection.connection_id);
}

/** Waits for a connection that is not known yet. */
async function sendFirst({ sockets, clock }: JoinSocket, { connection_id }: Connection, message: string) {
  for (const wait of FIRST_WAITS_MS) {
    if ((await sockets.post(connection_id, message)) === 'sent') return true;
    await clock.sleep(wait);
  }
  return false;
}
