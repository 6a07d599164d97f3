import { Duration, Stack } from 'aws-cdk-lib';
import { type EventPattern, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { jobChannel, tenantChannel } from '../../core/contracts/live-items.ts';
import { ENV } from '../../core/shared/env.ts';
import { CHECKPOINTS_PREFIX, DELIVERIES_PREFIX, RESULTS_PREFIX, UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';
import { uploadSearchSettings } from '../runtime-settings.ts';
import { LAMBDA_TIMEOUT } from '../timeouts.ts';
import { controlPlaneEnvironment } from './control-plane-environment.ts';
import { queuesOf } from './job-queues.ts';
import { terminateStatements } from './launch-permissions.ts';
import {
  deleteObjects,
  dueIndex,
  itemsUnder,
  listVersions,
  readObjects,
  readUploads,
  s3KeyIndex,
  seeMissingObjects,
  sendTo,
  tableItems,
  useQueues,
  writeObjects,
} from './permissions.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceParts } from './service-parts.ts';

/** EC2 gives two minutes between the notice and the end of a spot instance; a later event is of no use. */
const STALE = Duration.minutes(2);

/** What EC2 tells of instances, ours and others: no pattern can name a tag, so the Lambda looks for a row first. */
const INSTANCE_EVENTS: Record<string, EventPattern> = {
  InstanceEnds: {
    source: ['aws.ec2'],
    detailType: ['EC2 Instance State-change Notification'],
    detail: { state: ['shutting-down', 'stopping', 'stopped', 'terminated'] },
  },
  InstanceIsTaken: {
    source: ['aws.ec2'],
    detailType: ['EC2 Spot Instance Interruption Warning', 'EC2 Instance Rebalance Recommendation'],
  },
};

/**
 * The safety net, once a minute and when EC2 tells of an instance. No concurrency is reserved for it: an account whose
 * limit is 10, as new ones have, has none to reserve and the deployment would fail. Two runs at once are harmless, as
 * every write is conditional.
 */
export function reconcileFunction(scope: Construct, parts: ServiceParts): ServiceFunction {
  const reconcile = new ServiceFunction(scope, 'Reconcile', {
    name: 'reconcile',
    codeRoot: parts.codeRoot,
    timeout: LAMBDA_TIMEOUT.reconcile,
    logRetentionDays: parts.config.logRetentionDays,
    environment: {
      ...controlPlaneEnvironment(parts),
      [ENV.liveTableName]: parts.live.table.tableName,
      [ENV.uploadSearch]: JSON.stringify(uploadSearchSettings(parts.config)),
    },
    permissions: permissions(scope, parts),
  });
  const target = (maxEventAge: Duration) => [new LambdaFunction(reconcile.handler, { retryAttempts: 0, maxEventAge })];
  new Rule(scope, 'EveryMinute', {
    description: 'the safety net of the transcription service',
    schedule: Schedule.rate(Duration.minutes(1)),
    targets: target(Duration.minutes(1)),
  });
  for (const [id, eventPattern] of Object.entries(INSTANCE_EVENTS)) {
    new Rule(scope, id, { description: 'workers that end or are taken away', eventPattern, targets: target(STALE) });
  }
  // A run that failed is repeated by neither EventBridge nor Lambda: the next one sees the same rows, and newer ones.
  reconcile.handler.configureAsyncInvoke({ retryAttempts: 0 });
  return reconcile;
}

function permissions(scope: Construct, { config, storage, jobs, deliveries, fleet, live }: ServiceParts) {
  return [
    tableItems(storage.table, 'GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'),
    dueIndex(storage.table),
    // What clients delete, and this Lambda alone removes, as it waits for nobody and takes no input of theirs: the job's rows, and of its
    // objects every version, but for a file that another job is of too.
    tableItems(storage.table, 'DeleteItem'),
    itemsUnder(live.table, jobChannel(''), 'Query', 'BatchWriteItem'),
    itemsUnder(live.table, tenantChannel(''), 'UpdateItem'),
    s3KeyIndex(storage.table),
    deleteObjects(storage.bucket, UPLOAD_PREFIX, RESULTS_PREFIX, CHECKPOINTS_PREFIX, DELIVERIES_PREFIX),
    writeObjects(storage.bucket, RESULTS_PREFIX, DELIVERIES_PREFIX),
    // What an attempt that died had written for the receiver stays, and the row says the same; its result is adopted.
    readObjects(storage.bucket, DELIVERIES_PREFIX, RESULTS_PREFIX),
    // The search for uploads without a job, which are then taken in as any other; and what is to be removed.
    listVersions(storage.bucket, UPLOAD_PREFIX, RESULTS_PREFIX, CHECKPOINTS_PREFIX, DELIVERIES_PREFIX),
    readUploads(storage.bucket, UPLOAD_PREFIX),
    seeMissingObjects(storage.bucket),
    sendTo(...queuesOf(jobs), deliveries.queue),
    useQueues(queuesOf(jobs), 'GetQueueAttributes'),
    ...fleet.launchPermissions,
    ...terminateStatements(Stack.of(scope), config.stage),
  ];
}
