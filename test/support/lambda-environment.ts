import { afterAll, vi } from 'vitest';
import { ENV } from '../../core/shared/env.ts';
import { FLEET, SWEEP } from './world.ts';

const VARIABLES: Record<string, string> = {
  [ENV.stage]: 'test',
  [ENV.tableName]: 'jobs',
  [ENV.bucketName]: 'bucket',
  [ENV.uploadsQueueUrl]: 'https://sqs.test/uploads',
  [ENV.jobsQueueUrl]: 'https://sqs.test/jobs',
  [ENV.deliveriesQueueUrl]: 'https://sqs.test/deliveries',
  [ENV.secretsKeyArn]: 'arn:aws:kms:eu-north-1:000000000000:key/1',
  [ENV.launchTemplateName]: 'worker',
  [ENV.fleet]: JSON.stringify(FLEET),
  [ENV.uploadSearch]: JSON.stringify(SWEEP),
  [ENV.uploadLimits]: JSON.stringify({ max_bytes: 1_000_000, max_duration_seconds: 36_000 }),
  [ENV.keyLimits]: '{}',
  [ENV.usagePlanName]: 'transcription',
  [ENV.registrationDays]: '90',
  [ENV.callbackRules]: JSON.stringify({ allow_loopback_http: true, ports: [443, 8443] }),
  [ENV.webhookLimits]: JSON.stringify({ rate_per_second: 20, burst: 100, max_in_flight: 5 }),
  [ENV.model]: JSON.stringify({ name: 'demo', languages: ['en', 'sv'], tasks: ['transcribe'] }),
  [ENV.liveTableName]: 'live',
  [ENV.socketUrl]: 'wss://sockets.execute-api.eu-north-1.amazonaws.com/live',
  [ENV.polls]: '4',
  AWS_REGION: 'eu-north-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

/** What a deployed Lambda finds in its environment; handlers read it when they are imported. */
export function stubLambdaEnvironment(): void {
  for (const [name, value] of Object.entries(VARIABLES)) vi.stubEnv(name, value);
  afterAll(() => void vi.unstubAllEnvs());
}
