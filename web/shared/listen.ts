/** Listens to what happens with jobs, of one or of all (docs/live.md): over a socket, or by polls where there is none. */
import type { LiveEvents, SegmentsEvent, Snapshot, StateEvent } from '../../clients/typescript/index.ts';
import { pause } from './pause.ts';

export type Message = Snapshot | StateEvent | SegmentsEvent;
type Pong = { type: 'pong' };

export type Channel = {
  /** @returns the address of a socket, good for once */
  askTicket: (signal: AbortSignal) => Promise<string>;
  /** Waits for what comes after an event. Without it nothing is heard until there is a socket again. */
  poll?: (after: number | undefined, signal: AbortSignal) => Promise<LiveEvents>;
};

export type Listener = {
  onMessage: (message: Message) => void;
  /** Whether changes are heard of; while they are not, who wants to know has to look. */
  onLive: (isLive: boolean) => void;
};

type Listening = { channel: Channel; listener: Listener; signal: AbortSignal; last: number | undefined };

/** Below the ten minutes after which API Gateway closes a socket that says nothing. */
const PING_MS = 5 * 60_000;
const AGAIN_MS = 2000;
/** A socket that has said nothing by then never will: a proxy lets it open and holds back what comes. */
const FIRST_WORD_MS = 10_000;
/** So often one after the other a socket says nothing before it ends; then there is none to be had here. */
const SILENT_SOCKETS = 2;
/** Where there are no polls, until a socket is tried once more. */
const SOCKETS_AGAIN_MS = 60_000;

/** Until it is aborted, or the job is over. What fails is tried again. */
export async function listen(channel: Channel, signal: AbortSignal, listener: Listener): Promise<void> {
  const listening: Listening = { channel, listener, signal, last: undefined };
  while (!signal.aborted) {
    await bySockets(listening);
    if (channel.poll) return byPolls(listening, channel.poll);
    await pause(SOCKETS_AGAIN_MS, signal);
  }
}

async function bySockets(listening: Listening): Promise<void> {
  const { signal, listener } = listening;
  for (let silent = 0; silent < SILENT_SOCKETS && !signal.aborted; ) {
    const spoke = await overSocket(listening).catch(() => false);
    listener.onLive(false);
    silent = spoke ? 0 : silent + 1;
    await pause(AGAIN_MS, signal);
  }
}

/** @returns when it is closed, whether anything was said */
async function overSocket(listening: Listening): Promise<boolean> {
  const { channel, signal, last } = listening;
  const url = await channel.askTicket(signal);
  signal.throwIfAborted();
  return untilClosed(new WebSocket(last === undefined ? url : `${url}&after=${last}`), listening);
}

function untilClosed(socket: WebSocket, listening: Listening): Promise<boolean> {
  const { listener, signal, last } = listening;
  const ping = () => socket.send('{"type":"ping"}');
  return new Promise((resolve) => {
    let hasSpoken = false;
    const end = () => {
      clearInterval(pinging);
      clearTimeout(giveUp);
      signal.removeEventListener('abort', end);
      // A peer that is gone does not answer the farewell either.
      socket.onmessage = socket.onclose = null;
      socket.close();
      resolve(hasSpoken);
    };
    const pinging = setInterval(ping, PING_MS);
    const giveUp = setTimeout(end, FIRST_WORD_MS);
    signal.addEventListener('abort', end);
    // Who comes again may have missed nothing: then this is answered and no more.
    socket.onopen = ping;
    socket.onclose = end;
    socket.onmessage = ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as Message | Pong;
      if (!hasSpoken && (message.type !== 'pong' || last !== undefined)) {
        hasSpoken = true;
        clearTimeout(giveUp);
        listener.onLive(true);
      }
      if (message.type !== 'pong') hear(listening, message);
    };
  });
}

async function byPolls(listening: Listening, poll: NonNullable<Channel['poll']>): Promise<void> {
  const { listener, signal } = listening;
  while (!signal.aborted) {
    try {
      const { events, seq, over } = await poll(listening.last, signal);
      listener.onLive(true);
      for (const event of events) hear(listening, event);
      // A snapshot alone has no events after it, and may still be further.
      listening.last = seq;
      if (over) return;
    } catch {
      listener.onLive(false);
      await pause(AGAIN_MS, signal);
    }
  }
}

function hear(listening: Listening, message: Message): void {
  // Sent again by a Lambda that broke off before it was through (docs/live.md).
  if (message.type !== 'snapshot' && message.seq <= (listening.last ?? -1)) return;
  listening.last = message.seq;
  listening.listener.onMessage(message);
}
