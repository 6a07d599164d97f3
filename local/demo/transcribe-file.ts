/** One file's way through the service, from registration to a verified webhook. */
import { basename } from 'node:path';
import type { Job } from '../../clients/typescript/index.ts';
import type { CompleteDocument, FailedDocument } from '../../core/contracts/document.ts';
import { LocalStackError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { waitFor } from '../wait.ts';
import { contentOf, type ReceivedWebhook, type WebhookReceiver } from '../webhook-receiver.ts';
import type { ServiceClient } from './service-client.ts';
import { verifySignatures } from './signatures.ts';

export type DemoSetup = {
  client: ServiceClient;
  receiver: WebhookReceiver;
  secret: string;
  progress: Progress;
  signal: AbortSignal;
};
export type Transcribed = { file: string; document: CompleteDocument; uploadedAt: Date; receivedAt: Date };

/** Ten hours of audio on a slow processor take this long; a stack that hangs is ended by Ctrl-C sooner. */
const JOB_LIMIT_MS = 24 * 60 * 60 * 1000;
/** The first attempt comes from the worker at once, the second after 5 s. */
const WEBHOOK_LIMIT_MS = 30_000;
const ASK_EVERY_MS = 300;
const ENDED = ['completed', 'failed', 'cancelled'];

/** @throws LocalStackError if the job fails, its webhook does not come, or a signature is wrong */
export async function transcribeFile(file: string, setup: DemoSetup): Promise<Transcribed> {
  const { client, receiver, secret, progress } = setup;
  const { callback_id, upload_path } = await client.register(receiver.url, secret);
  await client.upload(file, `${upload_path}${basename(file)}`);
  const uploadedAt = new Date();
  progress.say(`${basename(file)}: uploaded for callback ${callback_id}`);
  // The first file of a callback has the callback's id.
  await untilEnded(callback_id, basename(file), setup);
  const webhook = await receiver.waitFor((received) => isAbout(received, callback_id), WEBHOOK_LIMIT_MS);
  verifySignatures(webhook, secret);
  progress.say(`${basename(file)}: webhook received, both signatures hold`);
  const document = contentOf<CompleteDocument | FailedDocument>(webhook);
  if (document.status === 'complete') return { file, document, uploadedAt, receivedAt: webhook.receivedAt };
  throw new LocalStackError(`${file} could not be transcribed: ${document.error.code}, ${document.error.message}`);
}

async function untilEnded(jobId: string, name: string, { client, progress, signal }: DemoSetup): Promise<void> {
  let said = '';
  const ask = async () => {
    signal.throwIfAborted();
    const status = await client.status(jobId);
    const words = describe(status);
    if (words !== said) progress.say(`${name}: ${words}`);
    said = words;
    return ENDED.includes(status.status) ? status : undefined;
  };
  await waitFor(`the transcription of ${name}`, ask, { limitMs: JOB_LIMIT_MS, everyMs: ASK_EVERY_MS });
}

function describe({ status, progress }: Job): string {
  if (status !== 'processing' || !progress) return status;
  return `${status}, ${progress.seconds_done.toFixed(0)} of ${progress.duration_seconds.toFixed(0)} s of audio`;
}

const isAbout = (webhook: ReceivedWebhook, jobId: string) => contentOf<{ job_id: string }>(webhook).job_id === jobId;
