/** What an operator's Prometheus is answered; that others are shut out, api-keys.test.ts has of all routes of operators. */
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, expect, it } from 'vitest';
import { sha256 } from '../../adapters/system.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { stubClient } from '../support/stub-client.ts';

stubLambdaEnvironment();
const { handler } = await import('../../lambdas/api/handler.ts');
const dynamoDb = stubClient(DynamoDBDocumentClient);

beforeEach(() => {
  const job_id = `key#${sha256('a-key')}`;
  const key = { job_id, kind: 'key', tenant: 'default', scopes: ['operator'], last_used_on: '9999-12-31' };
  dynamoDb.on(GetCommand, { Key: { job_id } }, false).resolves({ Item: key });
  dynamoDb.on(QueryCommand).callsFake(({ ExpressionAttributeValues: values }) => {
    const running = [1, 2].map((number) => ({ job_id: `${number}`, due_class: 'running', due_at: '2026-03-01' }));
    return { Items: values[':class'] === 'running' ? running : [] };
  });
  dynamoDb.on(BatchGetCommand).callsFake(({ RequestItems }) => {
    const rows = RequestItems['jobs'].Keys.map((row: object) => ({ ...row, kind: 'counters', 'failed:internal': 1 }));
    return { Responses: { jobs: rows } };
  });
});

it('GET /metrics adds all shards up, and says what is there, as text that Prometheus takes', async () => {
  const { statusCode, headers, body } = await handler(makeApiEvent({ method: 'GET', path: '/metrics' }), CONTEXT);
  expect([statusCode, headers]).toMatchObject([200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }]);
  expect(body.split('\n')).toEqual(
    expect.arrayContaining([
      '# TYPE transcription_jobs_ended_total counter',
      'transcription_jobs_ended_total{status="failed",code="internal"} 16',
      'transcription_jobs{state="running"} 2',
    ]),
  );
});
