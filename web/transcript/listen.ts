/** Listens to a job while it goes on: its text comes as it is heard, over a socket, or by polls where there is none. */
import { api } from '../shared/session.ts';
import { type HeardSoFar, heardAfter, type Message } from './heard-so-far.ts';

/** Below the ten minutes after which API Gateway closes a socket that says nothing. */
const PING_MS = 5 * 60_000;
const AGAIN_MS = 2000;
/** So often one after the other a socket says nothing before it ends; then there is none to be had here. */
const SILENT_SOCKETS = 2;

type Listening = {
  jobId: string;
  signal: AbortSignal;
  last: number | undefined;
  onMessage: (message: Message) => void;
};

/** Until it is aborted, or the job is over. What fails is tried again: the text comes at the end in any case. */
export async function listen(jobId: string, signal: AbortSignal, onHeard: (heard: HeardSoFar) => void): Promise<void> {
  let heard: HeardSoFar = [];
  const listening: Listening = {
    jobId,
    signal,
    last: undefined,
    onMessage: (message) => {
      if ('seq' in message) listening.last = message.seq;
      const before = heard;
      heard = heardAfter(heard, message);
      if (heard !== before) onHeard(heard);
    },
  };
  for (let silent = 0; silent < SILENT_SOCKETS && !signal.aborted; ) {
    const said = await overSocket(listening).catch(() => false);
    silent = said ? 0 : silent + 1;
    await pause();
  }
  while (!signal.aborted) {
    const isOver = await poll(listening).catch(pause);
    if (isOver) return;
  }
}

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, AGAIN_MS));

/** @returns when it is closed, whether anything was said */
async function overSocket({ jobId, signal, last, onMessage }: Listening): Promise<boolean> {
  const path = { job_id: jobId };
  const { data } = await api().POST('/api/v1/jobs/{job_id}/ticket', { params: { path }, signal });
  const socket = new WebSocket(last === undefined ? data.url : `${data.url}&after=${last}`);
  const pinging = setInterval(() => socket.send('{"type":"ping"}'), PING_MS);
  const close = () => socket.close();
  signal.addEventListener('abort', close);
  let said = false;
  return new Promise((resolve) => {
    socket.onmessage = ({ data: message }: MessageEvent<string>) => {
      said = true;
      onMessage(JSON.parse(message) as Message);
    };
    socket.onclose = () => {
      clearInterval(pinging);
      signal.removeEventListener('abort', close);
      resolve(said);
    };
  });
}

/** Waits for what comes next, as long as the service lets it. @returns whether nothing more will come */
async function poll({ jobId, signal, last, onMessage }: Listening): Promise<boolean> {
  const params = { path: { job_id: jobId }, query: last === undefined ? {} : { after: last } };
  const { data } = await api().GET('/api/v1/jobs/{job_id}/events', { params, signal });
  for (const event of data.events) onMessage(event);
  // What was heard may be more than the events: a snapshot alone has none after it.
  onMessage({ type: 'state', seq: data.seq });
  return data.over;
}
