import * as z from 'zod';
import { sqs } from '../../adapters/aws/clients/sqs.ts';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { controlPlane } from '../../adapters/control-plane.ts';
import type { UploadAgain } from '../../core/contracts/messages.ts';
import { ENV, readEnv } from '../../core/shared/env.ts';

/** @throws EnvironmentError naming every variable that is missing or malformed */
export function processUploadDependencies(environment: NodeJS.ProcessEnv) {
  const env = readEnv({ [ENV.uploadsQueueUrl]: z.string() }, environment);
  return { ...controlPlane(environment), uploads: sqsQueue<UploadAgain>(sqs(), env.UPLOADS_QUEUE_URL) };
}
