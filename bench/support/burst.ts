/** Many uploads at once, each with a callback of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../../local/progress.ts';
import { waitFor } from '../../local/wait.ts';
import { SHORT_CLIP } from './clips.ts';
import { completed, register, type Upload, upload, webhooksOf } from './jobs.ts';
import type { Running } from './stack.ts';

export type Burst = {
  /** Seconds from upload to webhook, one for each job that came. */
  latencies: number[];
  /** Jobs that were not delivered exactly once. */
  wrongCounts: number;
  /** From the first upload to the last webhook. */
  seconds: number;
  /** What the engines were at work, all together. */
  engineSeconds: number;
};

const LIMIT_MS = 900_000;
/** After the last webhook: one that comes a second time would come in this time. */
const AFTERMATH_MS = 5_000;

/** @throws LocalStackError if not all webhooks come in time, or if a job fails */
export async function sendBurst(running: Running, count: number, progress: Progress): Promise<Burst> {
  const uploads = await registerAll(running, count);
  progress.say(`${count} callbacks registered`);
  const begun = Date.now();
  const uploadedAt = await Promise.all(uploads.map((one) => upload(running, one, SHORT_CLIP)));
  progress.say(`${count} files uploaded`);
  await progress.step(`transcribing ${count} files`, () => untilDelivered(running, uploads));
  await sleep(AFTERMATH_MS, undefined, { signal: running.signal });
  return summaryOf(running, uploads, uploadedAt, begun);
}

async function registerAll(running: Running, count: number): Promise<Upload[]> {
  const uploads: Upload[] = [];
  while (uploads.length < count) {
    running.signal.throwIfAborted();
    uploads.push(await register(running, SHORT_CLIP));
  }
  return uploads;
}

async function untilDelivered(running: Running, uploads: readonly Upload[]): Promise<void> {
  const look = () => {
    running.signal.throwIfAborted();
    return uploads.every(({ jobId }) => webhooksOf(running, jobId).length > 0) || undefined;
  };
  await waitFor(`the webhooks of ${uploads.length} jobs`, look, { limitMs: LIMIT_MS, everyMs: 500 });
}

function summaryOf(running: Running, uploads: readonly Upload[], uploadedAt: readonly Date[], begun: number): Burst {
  const webhooks = uploads.map(({ jobId }) => webhooksOf(running, jobId));
  const firsts = webhooks.flatMap(([first]) => (first ? [first] : []));
  const arrivals = firsts.map(({ receivedAt }) => receivedAt.getTime());
  const engine = firsts.map((webhook) => completed(webhook).usage.transcribe_seconds);
  return {
    latencies: arrivals.map((arrival, job) => (arrival - (uploadedAt[job]?.getTime() ?? Number.NaN)) / 1000),
    wrongCounts: webhooks.filter(({ length }) => length !== 1).length,
    seconds: (Math.max(...arrivals) - begun) / 1000,
    engineSeconds: engine.reduce((sum, seconds) => sum + seconds, 0),
  };
}
