import type { Queue, QueueDepth } from '../../../core/shared/ports.ts';
import { onDemand } from './on-demand.ts';

/** SQS is needed only by the few requests that set another part to work. */
export function queueOnDemand<Body>(queueUrl: string): Queue<Body> & QueueDepth {
  return onDemand<Queue<Body> & QueueDepth>({ send: true, depth: true }, async () => {
    const [{ sqs }, { sqsQueue }] = await Promise.all([import('../clients/sqs.ts'), import('../sqs-queue.ts')]);
    return sqsQueue<Body>(sqs(), queueUrl);
  });
}
