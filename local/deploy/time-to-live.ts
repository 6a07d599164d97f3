/** ministack makes tables without the time to live that their template asks for; this sets it afterwards. */
import { DescribeTimeToLiveCommand, DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { clientSettings } from '../clients.ts';
import { type DeployedStack, resourcesOfType } from './stacks.ts';

type Table = { TimeToLiveSpecification?: { AttributeName?: string } };

const TABLE_TYPES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

export async function setTimeToLive(stacks: DeployedStack[], endpoint: string): Promise<void> {
  const dynamo = new DynamoDBClient(clientSettings(endpoint));
  const tables = TABLE_TYPES.flatMap((type) => resourcesOfType(stacks, type));
  for (const { physicalId: TableName, properties } of tables) {
    const { TimeToLiveSpecification: wanted } = properties as Table;
    const { TimeToLiveDescription: found } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
    if (!wanted?.AttributeName || found?.TimeToLiveStatus === 'ENABLED') continue;
    const TimeToLiveSpecification = { AttributeName: wanted.AttributeName, Enabled: true };
    await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
}
