/** Looks at a job until it is over: when something of it is heard, and every now and then. */
import type { Job } from '../../clients/typescript/index.ts';
import { type Channel, listen, type Message } from '../shared/listen.ts';
import { pause } from '../shared/pause.ts';
import { api } from '../shared/session.ts';
import { type HeardSoFar, heardAfter } from './heard-so-far.ts';
import { getJob } from './transcript-api.ts';

/** The place in the queue and the estimate are in no message. */
const [LISTENING_MS, DEAF_MS] = [10_000, 2000];

export type Watcher = { onLook: (job: Job) => void; onHeard: (heard: HeardSoFar) => void };

export const isOver = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** @throws what the first look ended with; later ones are tried again, as the service may be out of reach for a while */
export async function watchJob(jobId: string, signal: AbortSignal, watcher: Watcher): Promise<void> {
  let job = await getJob(jobId, signal);
  watcher.onLook(job);
  if (isOver(job)) return;
  const ears = earsOf(jobId, signal, watcher, (progress) => {
    if (job.status === 'processing') watcher.onLook({ ...job, progress });
  });
  try {
    while (!isOver(job)) {
      await ears.wait();
      signal.throwIfAborted();
      job = await lookAgain(job, signal);
      watcher.onLook(job);
    }
  } finally {
    ears.end();
  }
}

async function lookAgain(job: Job, signal: AbortSignal): Promise<Job> {
  try {
    return await getJob(job.job_id, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (isFinal(error)) throw error;
    return job;
  }
}

const isFinal = (error: unknown) =>
  error instanceof Error && 'status' in error && (error.status === 403 || error.status === 404);

/** @param onProgress tells it in between looks */
function earsOf(
  jobId: string,
  signal: AbortSignal,
  { onHeard }: Watcher,
  onProgress: (progress: Job['progress']) => void,
) {
  const ended = new AbortController();
  const until = AbortSignal.any([signal, ended.signal]);
  let heard: HeardSoFar = [];
  let isLive = false;
  let news = new AbortController();
  const onMessage = (message: Message) => {
    const before = heard;
    heard = heardAfter(heard, message);
    if (heard !== before) onHeard(heard);
    if (message.type === 'segments') onProgress(message.progress);
    else news.abort();
  };
  const onLive = (live: boolean) => {
    isLive = live;
    // Before what was told goes stale.
    if (!live) news.abort();
  };
  void listen(channelOf(jobId), until, { onMessage, onLive }).then(() => onLive(false));
  return {
    /** Until there is news, or it is time to look anyway. */
    async wait() {
      await pause(isLive ? LISTENING_MS : DEAF_MS, AbortSignal.any([until, news.signal]));
      news = new AbortController();
    },
    end: () => ended.abort(),
  };
}

function channelOf(job_id: string): Channel {
  const path = { job_id };
  return {
    async askTicket(signal) {
      return (await api().POST('/api/v1/jobs/{job_id}/ticket', { params: { path }, signal })).data.url;
    },
    async poll(after, signal) {
      const query = after === undefined ? {} : { after };
      return (await api().GET('/api/v1/jobs/{job_id}/events', { params: { path, query }, signal })).data;
    },
  };
}
