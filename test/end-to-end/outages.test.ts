import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../local/wait.ts';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { endedJob, fixture, job, LIMIT, register, settledDelivery, stack, upload } from './support/client.ts';

/** Longer than the worker's beat can be put off unseen, shorter than its lease. */
const OUTAGE_MS = 12_000;

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

const webhooksOf = (jobId: string) =>
  receiver.received.filter((one) => contentOf<{ job_id: string }>(one).job_id === jobId);

describe('an outage of the cloud in the middle of a job', () => {
  it('ends in one transcript, delivered once', async () => {
    // Given a worker at work
    const callbackId = await register({ callback_url: receiver.url });
    await upload(`transcription_upload/${callbackId}/medium.mp3`, fixture('en-medium.mp3'));
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
