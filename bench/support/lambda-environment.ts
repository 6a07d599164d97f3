/** Variables with which every Lambda's module can be loaded: handlers check their environment before the first event. */
import type {
  CallbackRules,
  FleetSettings,
  ModelSettings,
  UploadLimits,
  UploadSearchSettings,
} from '../../core/contracts/settings.ts';
import { ENV } from '../../core/shared/env.ts';
import { REGION } from '../../local/environment.ts';

const QUEUE = 'https://sqs.us-east-1.amazonaws.com/000000000000/queue';

const fleet: FleetSettings = {
  max_workers: 1,
  waiting_jobs_per_worker: 1,
  instance_types: ['g4dn.xlarge'],
  subnet_ids: ['subnet-0'],
  markets: ['spot'],
  max_lifetime_seconds: 3600,
  first_wait_seconds: 15,
  longest_wait_seconds: 900,
  give_up_seconds: 259_200,
};
const sweep: UploadSearchSettings = { every_seconds: 3600, settle_seconds: 900, longest_upload_seconds: 259_200 };
const limits: UploadLimits = { max_bytes: 1_000_000, max_duration_seconds: 3600 };
const rules: CallbackRules = { allow_loopback_http: false, ports: [443, 8443] };
const model: ModelSettings = { name: 'whisper', languages: ['en', 'sv'], tasks: ['transcribe'] };

export const LAMBDA_ENVIRONMENT: Record<string, string> = {
  AWS_REGION: REGION,
  // A worker asks for its instance's metadata; nobody answers there.
  AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:65535',
  [ENV.stage]: 'bench',
  [ENV.tableName]: 'table',
  [ENV.bucketName]: 'bucket',
  [ENV.uploadsQueueUrl]: QUEUE,
  [ENV.jobsQueueUrl]: QUEUE,
  [ENV.deliveriesQueueUrl]: QUEUE,
  [ENV.secretsKeyArn]: 'arn:aws:kms:us-east-1:000000000000:key/0',
  [ENV.launchTemplateName]: 'template',
  [ENV.fleet]: JSON.stringify(fleet),
  [ENV.uploadSearch]: JSON.stringify(sweep),
  [ENV.uploadLimits]: JSON.stringify(limits),
  [ENV.registrationDays]: '90',
  [ENV.callbackRules]: JSON.stringify(rules),
  [ENV.webhookLimits]: JSON.stringify({ rate_per_second: 20, burst: 100, max_in_flight: 5 }),
  [ENV.model]: JSON.stringify(model),
};
