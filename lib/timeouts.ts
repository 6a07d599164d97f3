import { Duration } from 'aws-cdk-lib';
import { CLAIM_SECONDS } from '../core/job/job-writes.ts';

/** How long each Lambda may run. API Gateway answers for `api`, `docs` and `web` after 29 s; `reconcile` comes again every 60 s. */
export const LAMBDA_TIMEOUT = {
  // A test of a webhook waits 15 s for its receiver.
  api: Duration.seconds(20),
  docs: Duration.seconds(10),
  web: Duration.seconds(10),
  processUpload: Duration.seconds(30),
  reconcile: Duration.seconds(55),
  deliverWebhook: Duration.seconds(30),
  // A request waits for 25 s at most.
  events: Duration.seconds(28),
  socket: Duration.seconds(10),
  // A socket may have the segments of ten hours to be sent.
  fanOut: Duration.seconds(60),
} as const;

/** AWS asks for six times the Lambda's timeout: a throttled poller retries within it, instead of using up receives. */
export function visibilityFor(timeout: Duration): Duration {
  return Duration.seconds(6 * timeout.toSeconds());
}

/**
 * What a run of `process-upload` that died has taken waits no longer than this. Its poller is never throttled by the
 * function's own limit, so the six times above buy nothing; the receives are as many as keep an event for half an hour.
 */
export const EVENT_VISIBILITY = Duration.seconds(90);
export const EVENT_MAX_RECEIVES = 20;

/** Until a worker has claimed the job and hides the message for its lease (decision 020). */
export const JOB_VISIBILITY = Duration.seconds(CLAIM_SECONDS);
