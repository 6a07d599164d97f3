/** What a helper Lambda of the stack does on AWS: lets the first key in. ministack tells Lambdas no key's id, so by its hash. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { sha256 } from '../../adapters/system.ts';
import { FIRST_KEY, KeyRow, listed, tenantKey } from '../../core/contracts/key-row.ts';
import { clientSettings } from '../clients.ts';
import type { Deployment } from './describe.ts';

export async function writeFirstKeyRow({ api_key, table, endpoint_url }: Deployment): Promise<void> {
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(endpoint_url)));
  const Item = KeyRow.parse({ ...FIRST_KEY, ...listed(), job_id: tenantKey(sha256(api_key)) });
  await documents.send(new PutCommand({ TableName: table, Item }));
}
