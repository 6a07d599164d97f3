import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { DELIVERIES_PREFIX, RESULTS_PREFIX } from '../../core/object-keys.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { controlPlaneEnvironment } from './control-plane-environment.ts';
import { terminateStatements } from './launch-permissions.ts';
import { dueIndex, sendTo, tableItems, useQueue, writeObjects } from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/**
 * The safety net, once a minute. No concurrency is reserved for it: an account whose limit is 10, as new ones have, has
 * none to reserve and the deployment would fail. Two runs at once are harmless, as every write is conditional.
 */
export function reconcileFunction(scope: Construct, parts: ServiceParts): ServiceFunction {
  const { config, storage, jobs, deliveries, fleet } = parts;
  const reconcile = new ServiceFunction(scope, 'Reconcile', {
    name: 'reconcile',
    codeRoot: parts.codeRoot,
    timeout: LAMBDA_TIMEOUT.reconcile,
    logRetentionDays: config.logRetentionDays,
    environment: controlPlaneEnvironment(parts),
    permissions: [
      tableItems(storage.table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
      dueIndex(storage.table),
      writeObjects(storage.bucket, RESULTS_PREFIX, DELIVERIES_PREFIX),
      sendTo(jobs.queue, deliveries.queue),
      useQueue(jobs.queue, 'GetQueueAttributes'),
      ...fleet.launchPermissions,
      ...terminateStatements(Stack.of(scope), config.stage),
    ],
  });
  new Rule(scope, 'EveryMinute', {
    description: 'the safety net of the transcription service',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: [new LambdaFunction(reconcile.handler, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  });
  // A run that failed is repeated by neither EventBridge nor Lambda: the next one sees the same rows, and newer ones.
  reconcile.handler.configureAsyncInvoke({ retryAttempts: 0 });
  return reconcile;
}
