import { Duration } from 'aws-cdk-lib';
import { CLAIM_SECONDS } from '../core/job/job-writes.ts';

/** How long each Lambda may run. API Gateway answers for `api` after 29 s; `reconcile` comes again every 60 s. */
export const LAMBDA_TIMEOUT = {
  api: Duration.seconds(10),
  processUpload: Duration.seconds(60),
  reconcile: Duration.seconds(55),
  deliverWebhook: Duration.seconds(30),
} as const;

/** AWS asks for six times the Lambda's timeout: a throttled poller retries within it, instead of using up receives. */
export function visibilityFor(timeout: Duration): Duration {
  return Duration.seconds(6 * timeout.toSeconds());
}

/** Until a worker has claimed the job and hides the message for its lease (decision 020). */
export const JOB_VISIBILITY = Duration.seconds(CLAIM_SECONDS);
