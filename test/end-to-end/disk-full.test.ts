/** The disk of a worker has no room: a small file system is put where the instances' disks are, which takes root. */
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { describeWith } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { endedJob, fixture, register, settledDelivery, stack, upload } from './support/client.ts';
import { noWorkerRuns } from './support/faults.ts';

const DISKS = join(dirname(stack.logs), 'instances');

let receiver: WebhookReceiver;
beforeAll(async () => {
  receiver = await WebhookReceiver.start();
});
afterAll(() => receiver.goDown());

async function transcribed(): Promise<string> {
  const callbackId = await register({ callback_url: receiver.url });
  await upload(`transcription_upload/${callbackId}/talk.wav`, fixture('en-short.wav'));
  return callbackId;
}

describeWith('the right to mount')('a worker whose disk is full', () => {
  beforeAll(async () => {
    await noWorkerRuns();
    await run(['mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', DISKS]);
  });
  afterAll(async () => {
    await noWorkerRuns();
    await run(['umount', DISKS]);
  });

  it('says so, once, in a typed failure that names the way out', async () => {
    const callbackId = await transcribed();
    const error = { code: 'download_failed', message: expect.stringContaining('volumeGib'), retriable: true };
    expect(await endedJob(callbackId)).toMatchObject({ status: 'failed', attempt: 1, error });
    expect((await settledDelivery(`msg_${callbackId}_failed`)).attempts).toHaveLength(1);
    expect(receiver.received.map(contentOf)).toMatchObject([{ status: 'failed', error }]);
  });
});

describeWith('the right to mount')('a worker with room again', () => {
  it('transcribes the same file', async () => {
    expect(await endedJob(await transcribed())).toMatchObject({ status: 'completed' });
  });
});
