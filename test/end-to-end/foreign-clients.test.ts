import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { contentOf, WebhookReceiver } from '../../local/webhook-receiver.ts';
import { LIMIT, register, stack } from './support/client.ts';

const CLIP = fileURLToPath(new URL('../fixtures/audio/en-short.wav', import.meta.url));

/** A client of another language, that knows nothing of this project; small parts make it a multipart upload. */
const uploadInPython = `
import sys, boto3
from boto3.s3.transfer import TransferConfig
endpoint, region, key_id, secret, file, bucket, key = sys.argv[1:]
s3 = boto3.client("s3", endpoint_url=endpoint, region_name=region, aws_access_key_id=key_id, aws_secret_access_key=secret)
s3.upload_file(file, bucket, key, Config=TransferConfig(multipart_threshold=100_000, multipart_chunksize=5 * 1024 * 1024))
`;

describe('boto3', () => {
  it('uploads in parts, and its file comes back as a webhook', async () => {
    const receiver = await WebhookReceiver.start();
    const callbackId = await register({ callback_url: receiver.url });
    const { endpoint_url, region, aws_access_key_id, aws_secret_access_key, bucket } = stack;
    const target = [CLIP, bucket, `transcription_upload/${callbackId}/from boto3.wav`];
    const access = [endpoint_url, region, aws_access_key_id, aws_secret_access_key];
    await promisify(execFile)(stack.cloud_python, ['-c', uploadInPython, ...access, ...target]);
    const webhook = await receiver.waitFor(() => true, LIMIT.limitMs);
    expect(contentOf(webhook)).toMatchObject({
      job_id: callbackId,
      status: 'complete',
      file: { name: 'from boto3.wav' },
    });
    await receiver.goDown();
  });
});
