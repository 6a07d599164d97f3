import type { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { DUE_INDEX, OWNER_INDEX, S3_KEY_INDEX, TABLE } from '../../core/contracts/rows.ts';

export interface JobsTableProps {
  readonly tableName: string;
  readonly removalPolicy: RemovalPolicy;
  readonly deletionProtection: boolean;
}

/** Every row of the service. Billed per request: idle, it costs its storage. Encrypted at rest with DynamoDB's own key. */
export class JobsTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, props: JobsTableProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      tableName: props.tableName,
      partitionKey: text(TABLE.key),
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TABLE.ttl,
      // Who listens to a job is told of its states.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      removalPolicy: props.removalPolicy,
      deletionProtection: props.deletionProtection,
      globalSecondaryIndexes: [
        {
          indexName: DUE_INDEX.name,
          partitionKey: text(DUE_INDEX.partition),
          sortKey: text(DUE_INDEX.sort),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...DUE_INDEX.projected],
        },
        {
          indexName: S3_KEY_INDEX.name,
          partitionKey: text(S3_KEY_INDEX.partition),
          sortKey: text(S3_KEY_INDEX.sort),
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          // Keys alone: a job is written to it once, however often its row changes.
          indexName: OWNER_INDEX.name,
          partitionKey: text(OWNER_INDEX.partition),
          sortKey: text(OWNER_INDEX.sort),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }
}

function text(name: string) {
  return { name, type: AttributeType.STRING };
}
