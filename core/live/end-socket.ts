/** For sockets that missed something: opened again, with their last `seq`, they miss nothing. */
import type { Connections, Presences, Sockets } from '../shared/live-ports.ts';
import type { Clock, Log } from '../shared/ports.ts';
import { iso } from '../shared/time.ts';
import { leaveSocket } from './presence.ts';

export type EndSocket = {
  live: Pick<Presences, 'presence' | 'endListening'> & Pick<Connections, 'connectionsOf' | 'removeConnection'>;
  sockets: Sockets;
  clock: Pick<Clock, 'now'>;
  log: Log;
};

/** Never throws. */
export async function endSocket(deps: EndSocket, connection_id: string): Promise<void> {
  try {
    await deps.sockets.close(connection_id);
    await leaveSocket(deps, connection_id);
  } catch (error) {
    deps.log.warn('a socket could not be closed', { connection_id, error });
  }
}

/**
 * Something could not be put into the log of a channel: its sockets are closed, and whoever comes again is told how everything is now.
 * Never throws.
 */
export async function endSockets(deps: EndSocket, channel: string): Promise<void> {
  try {
    const presence = await deps.live.presence(channel);
    if (!presence) return;
    // First: who comes to a channel that nobody listens to gets a snapshot, and not what the log lacks.
    await deps.live.endListening(channel, iso(deps.clock.now()), presence.joined);
    for (const { connection_id } of await deps.live.connectionsOf(channel)) await endSocket(deps, connection_id);
  } catch (error) {
    deps.log.error('sockets that were not told of something could not be closed', { channel, error });
  }
}
