import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { LIVE_TABLE } from '../../core/contracts/live-items.ts';
import { liveTableName } from '../names.ts';

/** What is told of jobs while they go on. It goes with its stack and is in no backup: all of it is gone after a day, and can be told anew. */
export function liveTable(scope: Construct, stage: string): TableV2 {
  return new TableV2(scope, 'Table', {
    tableName: liveTableName(stage),
    partitionKey: { name: LIVE_TABLE.partition, type: AttributeType.STRING },
    sortKey: { name: LIVE_TABLE.sort, type: AttributeType.STRING },
    billing: Billing.onDemand(),
    timeToLiveAttribute: LIVE_TABLE.ttl,
    dynamoStream: StreamViewType.NEW_IMAGE,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
