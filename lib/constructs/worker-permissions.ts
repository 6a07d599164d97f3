import type { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { tenantKey } from '../../core/contracts/key-row.ts';
import { jobChannel } from '../../core/contracts/live-items.ts';
import { CURSOR_KEY, FLEET_KEY, idempotencyKey, removalKey, UPLOAD_SEARCH_KEY } from '../../core/contracts/rows.ts';
import { slotKey } from '../../core/contracts/usage-row.ts';
import { versionKey } from '../../core/contracts/version-row.ts';
import {
  CHECKPOINTS_PREFIX,
  DELIVERIES_PREFIX,
  RESULTS_PREFIX,
  SCRIPTS_PREFIX,
  UPLOAD_PREFIX,
} from '../../core/shared/object-keys.ts';
import type { StageBuckets } from '../stage-buckets.ts';
import type { StorageStack } from '../storage-stack.ts';
import {
  itemsUnder,
  neverTheseRows,
  readObjects,
  readUploads,
  sendTo,
  tableItems,
  useKey,
  useQueues,
  writeLogs,
  writeObjects,
} from './permissions.ts';

export interface WorkerPlacesToUse {
  readonly storage: StorageStack;
  readonly liveTable: TableV2;
  readonly jobs: Queue[];
  readonly deliveries: Queue;
  /** The log groups of the workers' images, which stand in the images' own stacks. */
  readonly logGroupNames: readonly string[];
  readonly furtherBuckets: StageBuckets;
}

/**
 * A worker ends by shutting down, which terminates it: it needs no right over instances, not even its own. It may list nothing
 * either: whoever takes a worker over knows the keys of the jobs that it was given, and of no other.
 */
export function workerPermissions({
  storage,
  liveTable,
  jobs,
  deliveries,
  logGroupNames,
  furtherBuckets,
}: WorkerPlacesToUse): PolicyStatement[] {
  return [
    tableItems(storage.table, 'GetItem', 'PutItem', 'UpdateItem'),
    // Who is whose tenant, how many workers there may be, where the search for lost uploads stands, what cursors are signed with,
    // whose data is to be removed, how many jobs a tenant has under way, what clients were answered, who edited what: none of it is a
    // worker's.
    neverTheseRows(
      storage.table,
      tenantKey('*'),
      FLEET_KEY,
      UPLOAD_SEARCH_KEY,
      CURSOR_KEY,
      removalKey('*'),
      slotKey('*', '*'),
      idempotencyKey('*'),
      versionKey('*', '*'),
    ),
    // Of what is told live, the logs of jobs: who listens to them, and no ticket.
    itemsUnder(liveTable, jobChannel(''), 'GetItem', 'Query', 'PutItem'),
    readUploads(storage.bucket, UPLOAD_PREFIX),
    // Its code under scripts/ it may read and never write: whoever writes there runs on every later worker.
    readObjects(storage.bucket, RESULTS_PREFIX, CHECKPOINTS_PREFIX, DELIVERIES_PREFIX, SCRIPTS_PREFIX),
    ...furtherBuckets.flatMap((bucket) => readForeign(storage, bucket)),
    writeObjects(storage.bucket, RESULTS_PREFIX, CHECKPOINTS_PREFIX, DELIVERIES_PREFIX),
    useQueues(jobs, 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'),
    sendTo(deliveries),
    useKey(storage.secretsKey, 'Decrypt'),
    writeLogs(storage, logGroupNames),
  ];
}

/** Of a bucket that is not ours, by the beginning of its keys; with its key, if that is one of a customer. */
function readForeign(stack: Stack, { name, prefix, keyArn }: StageBuckets[number]): PolicyStatement[] {
  const arn = stack.formatArn({ service: 's3', region: '', account: '', resource: name, resourceName: `${prefix}*` });
  const read = new PolicyStatement({ actions: ['s3:GetObject'], resources: [arn] });
  if (keyArn === undefined) return [read];
  const conditions = { StringEquals: { 'kms:ViaService': `s3.${stack.region}.${stack.urlSuffix}` } };
  return [read, new PolicyStatement({ actions: ['kms:Decrypt'], resources: [keyArn], conditions })];
}
