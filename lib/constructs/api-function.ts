import type { Construct } from 'constructs';
import { ENV } from '../../core/shared/env.ts';
import { RESULTS_PREFIX } from '../../core/shared/object-keys.ts';
import { callbackRules, modelSettings } from '../runtime-settings.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { readObjects, seeMissingObjects, tableItems, useKey } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** Registers callbacks and answers for jobs. It signs links to results with its own role, hence the right to read them. */
export function apiFunction(scope: Construct, { config, storage, codeRoot }: ServiceParts): ServiceFunction {
  return new ServiceFunction(scope, 'Api', {
    name: 'api',
    codeRoot,
    timeout: LAMBDA_TIMEOUT.api,
    logRetentionDays: config.logRetentionDays,
    environment: {
      [ENV.stage]: config.stage,
      [ENV.tableName]: storage.table.tableName,
      [ENV.bucketName]: storage.bucket.bucketName,
      [ENV.secretsKeyArn]: storage.secretsKey.keyArn,
      [ENV.callbackRules]: JSON.stringify(callbackRules(config)),
      [ENV.registrationDays]: String(config.retention.registrationDays),
      [ENV.model]: JSON.stringify(modelSettings(config)),
    },
    permissions: [
      tableItems(storage.table, 'GetItem', 'PutItem', 'UpdateItem'),
      useKey(storage.secretsKey, 'Encrypt'),
      readObjects(storage.bucket, RESULTS_PREFIX),
      seeMissingObjects(storage.bucket),
    ],
  });
}
