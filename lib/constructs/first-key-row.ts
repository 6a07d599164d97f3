import type { IApiKey } from 'aws-cdk-lib/aws-apigateway';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { DEFAULT_TENANT, TABLE, tenantKey } from '../../core/contracts/rows.ts';
import type { DeploymentCalls } from './deployment-calls.ts';
import { putItemsUnder } from './permissions.ts';

export interface FirstKeyRowProps {
  readonly table: TableV2;
  readonly apiKey: IApiKey;
}

/**
 * The row that lets the stack's first key in. It names the key by its id, so that nothing of the deployment ever reads the
 * key's value; and it leaves a row that is there as an operator may have written it.
 */
export function firstKeyRow(calls: DeploymentCalls, { table, apiKey }: FirstKeyRowProps): Construct {
  const key = tenantKey(apiKey.keyId);
  const put = {
    service: 'DynamoDB',
    action: 'PutItem',
    parameters: {
      TableName: table.tableName,
      Item: { [TABLE.key]: { S: key }, kind: { S: 'key' }, tenant: { S: DEFAULT_TENANT } },
      ConditionExpression: `attribute_not_exists(${TABLE.key})`,
    },
    ignoreErrorCodesMatching: 'ConditionalCheckFailedException',
    physicalResourceId: PhysicalResourceId.of(key),
  };
  return calls.make('FirstKeyRow', put, [putItemsUnder(table, tenantKey(''))]);
}
