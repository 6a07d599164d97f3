/**
 * The permissions that roles are made of, one function per kind of access. Each role lists its own: nothing is granted
 * by a helper that a later library version could widen.
 */

import { ArnFormat, type Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { DueClass } from '../../core/contracts/row-parts.ts';
import { DUE_INDEX, OWNER_INDEX, S3_KEY_INDEX } from '../../core/contracts/rows.ts';

export function tableItems(table: TableV2, ...actions: string[]): PolicyStatement {
  return new PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources: [table.tableArn] });
}

/** Whatever else a role may do with rows: these it neither reads nor writes. */
export function neverTheseRows(table: TableV2, ...keys: string[]): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.DENY,
    actions: ['GetItem', 'PutItem', 'UpdateItem'].map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': keys } },
  });
}

/** Items of one kind, told by what their keys begin with. */
export function updateItemsUnder(table: TableV2, prefix: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:UpdateItem'],
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${prefix}*` } },
  });
}

/** What Lambda's poller needs to tell a function of a table's changes. */
export function readStream(table: TableV2): PolicyStatement {
  const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [`${table.tableArn}/stream/*`],
  });
}

/** Items of one kind, told by what their keys begin with, with some actions. */
export function itemsUnder(table: TableV2, prefix: string, ...actions: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [table.tableArn],
    conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${prefix}*` } },
  });
}

/** What must be looked at, and by when. */
export function dueIndex(table: TableV2): PolicyStatement {
  return new PolicyStatement({ actions: ['dynamodb:Query'], resources: [`${table.tableArn}/index/${DUE_INDEX.name}`] });
}

/** Of the same index, the items of some classes alone. */
export function dueItems(table: TableV2, ...dueClasses: DueClass[]): PolicyStatement {
  const statement = dueIndex(table);
  statement.addCondition('ForAllValues:StringEquals', { 'dynamodb:LeadingKeys': dueClasses });
  return statement;
}

/** Which jobs one file has. */
export function s3KeyIndex(table: TableV2): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${S3_KEY_INDEX.name}`],
  });
}

/** Which jobs a tenant has; what is in them is read from the table. */
export function ownerIndex(table: TableV2): PolicyStatement {
  return new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [`${table.tableArn}/index/${OWNER_INDEX.name}`],
  });
}

export function readObjects(bucket: Bucket, ...prefixes: string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:GetObject'], resources: underPrefixes(bucket, prefixes) });
}

/** Uploads are read by the version that the event named, so that a replaced file is not taken for the first. */
export function readUploads(bucket: Bucket, prefix: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: underPrefixes(bucket, [prefix]),
  });
}

export function writeObjects(bucket: Bucket, ...prefixes: string[]): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:PutObject'], resources: underPrefixes(bucket, prefixes) });
}

/** In one, or in parts; S3 asks for `s3:PutObject` for each part too. */
export function sendUploads(bucket: Bucket, ...prefixes: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
    resources: underPrefixes(bucket, prefixes),
  });
}

/** Without it S3 answers 403 for an object that is not there, and "not finished yet" would look like a broken grant. */
export function seeMissingObjects(bucket: Bucket): PolicyStatement {
  return new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] });
}

/** Which versions there are under some prefixes; nothing of what is in them. */
export function listVersions(bucket: Bucket, ...prefixes: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:ListBucketVersions'],
    resources: [bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  });
}

/** For good, each by its version: what a client deletes shall not lie under a delete marker. */
export function deleteObjects(bucket: Bucket, ...prefixes: string[]): PolicyStatement {
  return new PolicyStatement({
    actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    resources: underPrefixes(bucket, prefixes),
  });
}

export function sendTo(...queues: Queue[]): PolicyStatement {
  return new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) });
}

export function useQueues(queues: Queue[], ...actions: string[]): PolicyStatement {
  const resources = queues.map((queue) => queue.queueArn);
  return new PolicyStatement({ actions: actions.map((action) => `sqs:${action}`), resources });
}

export function useKey(key: Key, action: 'Encrypt' | 'Decrypt'): PolicyStatement {
  return new PolicyStatement({ actions: [`kms:${action}`], resources: [key.keyArn] });
}

/** Streams and lines of log groups, which are named as they stand in other stacks. */
export function writeLogs(stack: Stack, logGroupNames: readonly string[]): PolicyStatement {
  const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
  const arns = logGroupNames.map((name) =>
    stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: `${name}:*`, arnFormat }),
  );
  return new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: arns });
}

function underPrefixes(bucket: Bucket, prefixes: string[]): string[] {
  return prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`));
}
