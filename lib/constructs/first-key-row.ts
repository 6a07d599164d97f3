import type { IApiKey } from 'aws-cdk-lib/aws-apigateway';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PhysicalResourceId } from 'aws-cdk-lib/custom-resources';
import type { Construct } from 'constructs';
import { FIRST_KEY, listed, tenantKey } from '../../core/contracts/key-row.ts';
import { TABLE } from '../../core/contracts/rows.ts';
import type { DeploymentCalls } from './deployment-calls.ts';
import { updateItemsUnder } from './permissions.ts';

export interface FirstKeyRowProps {
  readonly table: TableV2;
  readonly apiKey: IApiKey;
}

/**
 * The row that lets the stack's first key in, and makes it an operator's. It names the key by its id, so that nothing of the
 * deployment ever reads the key's value; and what an operator or a version before wrote into it stays.
 */
export function firstKeyRow(calls: DeploymentCalls, { table, apiKey }: FirstKeyRowProps): Construct {
  const key = tenantKey(apiKey.keyId);
  const names = Object.keys(ATTRIBUTES);
  const update = {
    service: 'DynamoDB',
    action: 'UpdateItem',
    parameters: {
      TableName: table.tableName,
      Key: { [TABLE.key]: { S: key } },
      UpdateExpression: `SET ${names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(names.map((name) => [`:${name}`, ATTRIBUTES[name]])),
    },
    physicalResourceId: PhysicalResourceId.of(key),
  };
  return calls.make('FirstKeyRow', update, [updateItemsUnder(table, tenantKey(''))]);
}

const ATTRIBUTES: Record<string, object> = {
  kind: { S: FIRST_KEY.kind },
  tenant: { S: FIRST_KEY.tenant },
  name: { S: FIRST_KEY.name },
  scopes: { L: FIRST_KEY.scopes.map((scope) => ({ S: scope })) },
  due_class: { S: listed().due_class },
  due_at: { S: listed().due_at },
};
