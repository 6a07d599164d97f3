/** What a worker instance sees around it: the metadata service, with user data as the stack writes it, and a bucket. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type MetadataService, startMetadataService } from '../../../local/ec2/imds.ts';
import { type HttpService, serveHttp } from '../../../local/processes/http.ts';

export const BUCKET = 'bucket';
const SLOW_MS = 5_000;

const SETTINGS = {
  schema: 1,
  stage: 'test',
  region: 'eu-north-1',
  table_name: 'table',
  bucket_name: BUCKET,
  deliveries_queue_url: 'https://sqs.invalid/deliveries',
  secrets_key_arn: 'arn:aws:kms:eu-north-1:000000000000:key/none',
  model: { name: 'kb-whisper-small', source: 'KBLab/kb-whisper-small', languages: ['sv'], tasks: ['transcribe'] },
  idle_seconds: 0,
  jobs_per_worker: 1,
  max_lifetime_seconds: 43_200,
  limits: { max_bytes: 1_000_000, max_duration_seconds: 60 },
  max_webhook_bytes: 5_000_000,
  webhook_limits: { rate_per_second: 20, burst: 100, max_in_flight: 5 },
  callback_rules: { allow_loopback_http: false, ports: [443, 8443] },
  prices: {},
};

export function userData(changes: object = {}): string {
  return JSON.stringify({ ...SETTINGS, jobs_queue_url: 'https://sqs.invalid/jobs', ...changes });
}

export function metadataService(text: string): Promise<MetadataService> {
  return startMetadataService({
    instanceId: 'i-0123456789abcdef0',
    instanceType: 'g4dn.xlarge',
    market: 'spot',
    zone: 'eu-north-1a',
    imageId: 'ami-1',
    launchedAt: '2026-01-01T00:00:00.000Z',
    userData: text,
  });
}

/** Answers GETs of S3, and fails whatever else is asked of AWS after a while: a model is loaded in less. */
export function serveObjects(objects: Record<string, string>, slowMs = SLOW_MS): Promise<HttpService> {
  return serveHttp(async ({ method, url = '' }) => {
    if (method === 'POST') await delay(slowMs);
    const body = objects[new URL(url, 'http://bucket').pathname.slice(`/${BUCKET}/`.length)];
    return body === undefined
      ? { status: 404, type: 'application/xml', body: '<Error><Code>NoSuchKey</Code></Error>' }
      : { status: 200, body };
  });
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Credentials that open nothing, and AWS at this address alone. */
export const nowhere = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_MAX_ATTEMPTS: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});
