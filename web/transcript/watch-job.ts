/** Looks at a job until it is over. */
import type { Job } from '../../clients/typescript/index.ts';
import { getJob } from './transcript-api.ts';

const EVERY_MS = 2000;

export const isOver = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** @throws what the first look ended with; later ones are tried again, as the service may be out of reach for a while */
export async function watchJob(jobId: string, signal: AbortSignal, onLook: (job: Job) => void): Promise<void> {
  let job = await getJob(jobId, signal);
  for (;;) {
    onLook(job);
    if (isOver(job)) return;
    await pause(signal);
    job = await getJob(jobId, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (isFinal(error)) throw error;
      return job;
    });
  }
}

const isFinal = (error: unknown) =>
  error instanceof Error && 'status' in error && (error.status === 403 || error.status === 404);

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, EVERY_MS);
    signal.addEventListener('abort', end, { once: true });
  });
}
