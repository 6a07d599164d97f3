import * as z from 'zod';
import { dynamoDb } from '../../adapters/aws/clients/dynamodb.ts';
import { kms } from '../../adapters/aws/clients/kms.ts';
import { s3 } from '../../adapters/aws/clients/s3.ts';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { kmsSealer } from '../../adapters/aws/kms-sealer.ts';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import { classifyHost } from '../../adapters/http/addresses.ts';
import { randomId, systemClock } from '../../adapters/system.ts';
import { CallbackRules, ModelSettings } from '../../core/contracts/settings.ts';
import { ENV, jsonVariable, readEnv } from '../../core/env.ts';
import type { GetJob } from '../../core/use-cases/get-job.ts';
import type { RegisterCallback } from '../../core/use-cases/register-callback.ts';

export function apiDependencies(environment: NodeJS.ProcessEnv): RegisterCallback & GetJob {
  const env = readEnv(
    {
      [ENV.tableName]: z.string(),
      [ENV.bucketName]: z.string(),
      [ENV.secretsKeyArn]: z.string(),
      [ENV.callbackRules]: jsonVariable(CallbackRules),
      [ENV.model]: jsonVariable(ModelSettings),
    },
    environment,
  );
  return {
    table: dynamoDbTable(dynamoDb(), env.TABLE_NAME),
    objects: s3Objects(s3(), env.BUCKET_NAME),
    sealer: kmsSealer(kms(), env.SECRETS_KEY_ARN),
    bucket: env.BUCKET_NAME,
    rules: env.CALLBACK_RULES,
    model: env.MODEL,
    newCallbackId: randomId,
    classifyHost,
    clock: systemClock,
  };
}
