/** What goes wrong in AWS, done to the local stack. */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetBucketNotificationConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../../local/clients.ts';
import { controlsOf } from '../../../local/controls.ts';
import { waitFor } from '../../../local/wait.ts';
import { LIMIT, stack } from './client.ts';

const settings = clientSettings(stack.endpoint_url);
const s3 = new S3Client(settings);
const sqs = new SQSClient(settings);
const lambda = new LambdaClient(settings);
const controls = controlsOf(stack);

/** The safety net runs now, and not only at the full minute. */
export async function runReconcile(): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName: stack.reconcile_function, Payload: '{}' }));
}

/** The safety net runs, as in every minute, until there is a result. */
export function withReconcile<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
  const lookAfterRun = async () => {
    await runReconcile();
    return look();
  };
  return waitFor(what, lookAfterRun, { ...LIMIT, everyMs: 1_000 });
}

export async function noWorkerRuns(): Promise<void> {
  const idle = async () => (await controls.instances()).every((one) => one.state !== 'running') || undefined;
  await waitFor('the end of all workers', idle, LIMIT);
}

export async function purgeJobs(): Promise<void> {
  await sqs.send(new PurgeQueueCommand({ QueueUrl: stack.jobs_queue_url }));
}

/** S3 tells nobody of what is uploaded meanwhile. */
export async function withoutNotifications<Result>(act: () => Promise<Result>): Promise<Result> {
  const Bucket = stack.bucket;
  const { QueueConfigurations } = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
  const notify = (configuration: object) =>
    s3.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: configuration }));
  await notify({});
  try {
    return await act();
  } finally {
    await notify({ QueueConfigurations });
  }
}
