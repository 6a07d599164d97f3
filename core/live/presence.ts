/** Whether anybody listens to a channel: nothing is written for it while nobody does. */
import type { Connections, Presences } from '../shared/live-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { iso, plusSeconds } from '../shared/time.ts';

type Now = { clock: Pick<Clock, 'now'> };

/** API Gateway ends a socket after two hours. */
export const SOCKET_SECONDS = 7500;
/** Who comes again within it is told what came meanwhile. */
export const LINGER_SECONDS = 90;

export async function isListenedTo(
  { live, clock }: Now & { live: Pick<Presences, 'presence'> },
  channel: string,
): Promise<boolean> {
  const found = await live.presence(channel);
  return found !== undefined && found.listened_until > iso(clock.now());
}

export async function listenFor(
  { live, clock }: Now & { live: Pick<Presences, 'listen'> },
  channel: string,
  seconds: number,
): Promise<void> {
  await live.listen(channel, plusSeconds(clock.now(), seconds));
}

/** A socket has closed. With the last one the channel is listened to no more, a little later. */
export async function leaveSocket(
  {
    live,
    clock,
  }: Now & {
    live: Pick<Presences, 'presence' | 'endListening'> & Pick<Connections, 'connectionsOf' | 'removeConnection'>;
  },
  connectionId: string,
): Promise<void> {
  const channel = await live.removeConnection(connectionId);
  if (channel === undefined) return;
  const presence = await live.presence(channel);
  if (!presence || (await live.connectionsOf(channel)).length > 0) return;
  await live.endListening(channel, plusSeconds(clock.now(), LINGER_SECONDS), presence.joined);
}
