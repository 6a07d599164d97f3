import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeLongClip } from '../../bench/support/clips.ts';
import { ServiceClient } from '../../local/demo/service-client.ts';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { startLocalStack } from '../local/stack.ts';
import { endedJob, job, LIMIT, register, settledDelivery, stack, upload } from './support/client.ts';

/** Longer than the worker's beat can be put off unseen, shorter than its lease. */
const OUTAGE_MS = 12_000;
/** Some ten seconds of work for an engine on two cores. */
const CLIP_SECONDS = 300;

const folder = mkdtempSync(join(tmpdir(), 'transcription-outages-'));
const longClip = join(folder, 'long.wav');
let receiver: WebhookReceiver;
beforeAll(async () => {
  writeLongClip(longClip, CLIP_SECONDS);
  receiver = await WebhookReceiver.start();
});
afterAll(async () => {
  await receiver.goDown();
  rmSync(folder, { recursive: true, force: true });
});

const webhooksOf = (jobId: string) =>
  receiver.received.filter((one) => contentOf<{ job_id: string }>(one).job_id === jobId);

describe('an outage of the cloud in the middle of a job', () => {
  it('ends in one transcript, delivered once', async () => {
    // Given a worker at work
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/long.wav`, readFileSync(longClip));
    await waitFor('a worker at work', async () => (await job(callbackId))?.status === 'processing' || undefined, LIMIT);
    // When S3, SQS, DynamoDB and KMS answer nobody for a while
    process.kill(stack.cloud_pid, 'SIGSTOP');
    await sleep(OUTAGE_MS);
    process.kill(stack.cloud_pid, 'SIGCONT');
    // Then
    expect(await endedJob(callbackId)).toMatchObject({ status: 'completed', crashes: 0 });
    expect((await settledDelivery(`msg_${callbackId}_completed`)).status).toBe('delivered');
    expect(webhooksOf(callbackId)).toHaveLength(1);
  });
});

describe('the death of the whole local cloud', () => {
  it('ends the workers and their engines too', async () => {
    // Given a stack of its own, with a worker at work
    const stateDirectory = join(folder, 'state');
    const doomed = await startLocalStack({ stateDirectory });
    await new ServiceClient(doomed.outputs).upload(longClip, 'transcription_upload/long.wav');
    await waitFor('an engine at work', () => processesIn(stateDirectory).some(isEngine) || undefined, LIMIT);
    // When the emulator is killed, and with it every row and message
    process.kill(doomed.outputs.cloud_pid, 'SIGKILL');
    await doomed.stop();
    // Then nothing of it runs on
    await waitFor('the end of all its processes', () => processesIn(stateDirectory).length === 0 || undefined, LIMIT);
  });
});

const isEngine = (pid: string) => readProc(pid, 'cmdline').includes('transcription_engine');

/** Command lines and environments of our processes name the folder they work in. */
function processesIn(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ'].some((file) => readProc(pid, file).includes(directory)));
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
