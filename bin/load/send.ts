/** The load itself: so many clients, each of which sends a clip, waits for its transcript, and sends the next. */
import { type TranscriptionClient, TranscriptionProblem } from '../../clients/typescript/index.ts';
import type { Clip } from './clips.ts';

/** Often enough that a figure is off by half of it at most; a webhook or live updates spare a client the asking. */
const LOOK_EVERY_SECONDS = 0.5;

export type Sent = {
  clip: string;
  /** As of the job; `sending` before there is one, `refused` where there never was. */
  state: string;
  began_at: number;
  /** Until S3 has all of it, and until the transcript is known; in seconds. */
  upload_seconds?: number;
  seconds?: number;
  job_id?: string;
  failure?: string;
};

export type LoadOptions = {
  requests: number;
  workers: number;
  limitSeconds: number;
  keep?: boolean | undefined;
  signal: AbortSignal;
  onChange?: ((sent: readonly Sent[]) => void) | undefined;
};

const now = () => performance.now() / 1000;

/** @returns all that was begun; less than was asked for when the signal ended it */
export async function sendLoad(
  client: TranscriptionClient,
  clips: readonly Clip[],
  options: LoadOptions,
): Promise<Sent[]> {
  const { requests, workers, signal, onChange } = options;
  const sent: Sent[] = [];
  const lane = async () => {
    while (sent.length < requests && !signal.aborted) {
      const clip = clips[sent.length % clips.length];
      if (!clip) return;
      const one: Sent = { clip: clip.name, state: 'sending', began_at: now() };
      sent.push(one);
      await follow(client, clip, one, options, () => onChange?.(sent));
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, requests) }, lane));
  if (!options.keep) await remove(client, sent);
  return sent;
}

async function follow(
  client: TranscriptionClient,
  { name, content }: Clip,
  one: Sent,
  { limitSeconds, signal: asked }: LoadOptions,
  tell: () => void,
): Promise<void> {
  const signal = AbortSignal.any([asked, AbortSignal.timeout(limitSeconds * 1000)]);
  tell();
  try {
    one.job_id = (await client.upload(content, { file_name: name, signal })).job_id;
    one.upload_seconds = now() - one.began_at;
    const job = await client.waitForJob(one.job_id, {
      signal,
      everySeconds: LOOK_EVERY_SECONDS,
      onChange: ({ status }) => {
        one.state = status;
        tell();
      },
    });
    one.seconds = now() - one.began_at;
    if (job.status !== 'completed') one.failure = job.error?.code ?? job.status;
  } catch (error) {
    one.failure = failureOf(error, asked);
    if (one.job_id === undefined) one.state = 'refused';
  }
  tell();
}

function failureOf(error: unknown, asked: AbortSignal): string {
  if (asked.aborted) return 'broken off';
  if (error instanceof TranscriptionProblem) return error.code;
  return error instanceof Error ? (error.name === 'TimeoutError' ? 'limit' : error.message) : String(error);
}

/** What cannot be removed expires in its time. */
async function remove(client: TranscriptionClient, sent: readonly Sent[]): Promise<void> {
  const ids = sent.flatMap(({ job_id }) => (job_id === undefined ? [] : [job_id]));
  await Promise.allSettled(
    ids.map((job_id) => client.DELETE('/api/v1/jobs/{job_id}', { params: { path: { job_id } } })),
  );
}
