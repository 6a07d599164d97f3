/** Listens to a job while it goes on: its text comes as it is heard, over a socket that is opened again when it breaks. */
import { api } from '../shared/session.ts';
import { type HeardSoFar, heardAfter, type Message } from './heard-so-far.ts';

/** Below the ten minutes after which API Gateway closes a socket that says nothing. */
const PING_MS = 5 * 60_000;
const AGAIN_MS = 2000;

/** Until it is aborted. What fails is tried again: the text comes at the end in any case. */
export async function listen(jobId: string, signal: AbortSignal, onHeard: (heard: HeardSoFar) => void): Promise<void> {
  let heard: HeardSoFar = [];
  let last: number | undefined;
  const onMessage = (message: Message) => {
    if ('seq' in message) last = message.seq;
    const before = heard;
    heard = heardAfter(heard, message);
    if (heard !== before) onHeard(heard);
  };
  while (!signal.aborted) {
    try {
      const { data } = await api().POST('/api/v1/jobs/{job_id}/ticket', {
        params: { path: { job_id: jobId } },
        signal,
      });
      const address = last === undefined ? data.url : `${data.url}&after=${last}`;
      await untilClosed(new WebSocket(address), signal, onMessage);
    } catch {
      // Out of reach for a while, or over.
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

function untilClosed(socket: WebSocket, signal: AbortSignal, onMessage: (message: Message) => void): Promise<void> {
  const pinging = setInterval(() => socket.send('{"type":"ping"}'), PING_MS);
  const close = () => socket.close();
  signal.addEventListener('abort', close);
  return new Promise((resolve) => {
    socket.onmessage = ({ data }: MessageEvent<string>) => onMessage(JSON.parse(data) as Message);
    socket.onclose = () => {
      clearInterval(pinging);
      signal.removeEventListener('abort', close);
      resolve();
    };
  });
}
