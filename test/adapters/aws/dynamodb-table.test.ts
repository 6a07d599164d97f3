import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { dynamoDbTable } from '../../../adapters/aws/dynamodb-table.ts';
import type { Write } from '../../../core/shared/table.ts';
import { MemoryLog } from '../../support/memory/log.ts';
import { makeJob } from '../../support/records.ts';
import { stubClient } from '../../support/stub-client.ts';

const dynamoDb = stubClient(DynamoDBDocumentClient);
const log = new MemoryLog();
const table = dynamoDbTable(DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-north-1' })), 'jobs', log);
const PUT: Write = { kind: 'put', row: makeJob() };
const UPDATE: Write = { kind: 'update', key: 'job-2', when: [], set: { status: 'failed' } };
const METADATA = { $metadata: {}, message: 'refused' };

const cancelled = (...codes: string[]) =>
  new TransactionCanceledException({ ...METADATA, CancellationReasons: codes.map((Code) => ({ Code })) });
const conflict = () => Object.assign(new Error('conflict'), { name: 'TransactionConflictException' });

describe('a write', () => {
  it('of one item is one call, of several one transaction', async () => {
    await table.write(PUT);
    await table.write(UPDATE);
    await table.write(PUT, UPDATE);
    expect(dynamoDb).toHaveReceivedCommandTimes(PutCommand, 1);
    expect(dynamoDb).toHaveReceivedCommandTimes(UpdateCommand, 1);
    expect(dynamoDb).toHaveReceivedCommandWith(TransactWriteCommand, {
      TransactItems: [
        { Put: expect.objectContaining({ Item: makeJob() }) },
        { Update: expect.objectContaining({ Key: { job_id: 'job-2' } }) },
      ],
    });
  });

  it('of nothing is no call', async () => {
    expect(await table.write()).toBe(true);
    expect(dynamoDb.calls()).toHaveLength(0);
  });

  it('whose condition does not hold is false', async () => {
    dynamoDb.on(PutCommand).rejects(new ConditionalCheckFailedException(METADATA));
    dynamoDb.on(TransactWriteCommand).rejects(cancelled('None', 'ConditionalCheckFailed'));
    expect([await table.write(PUT), await table.write(PUT, UPDATE)]).toEqual([false, false]);
  });

  it('that met another one is repeated', async () => {
    dynamoDb.on(PutCommand).rejectsOnce(conflict()).resolves({});
    dynamoDb.on(TransactWriteCommand).rejectsOnce(cancelled('None', 'TransactionConflict')).resolves({});
    expect([await table.write(PUT), await table.write(PUT, UPDATE)]).toEqual([true, true]);
    expect(dynamoDb.calls()).toHaveLength(4);
  });

  it('that met another one and whose condition does not hold either is false at once', async () => {
    dynamoDb.on(TransactWriteCommand).rejects(cancelled('ConditionalCheckFailed', 'TransactionConflict'));
    expect(await table.write(PUT, UPDATE)).toBe(false);
    expect(dynamoDb.calls()).toHaveLength(1);
  });

  it.each([
    ['is throttled', Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' })],
    ['is denied', Object.assign(new Error('no'), { name: 'AccessDeniedException' })],
  ])('that %s throws, since nobody knows whether its condition held', async (_how, error) => {
    dynamoDb.on(PutCommand).rejects(error);
    await expect(table.write(PUT)).rejects.toBe(error);
  });

  it('cancelled for another reason throws', async () => {
    dynamoDb.on(TransactWriteCommand).rejects(cancelled('ThrottlingError', 'None'));
    await expect(table.write(PUT, UPDATE)).rejects.toBeInstanceOf(TransactionCanceledException);
  });
});

describe('a read', () => {
  it('is strongly consistent and knows its row', async () => {
    dynamoDb.on(GetCommand).resolves({ Item: { ...makeJob(), attribute_of_a_later_version: 1 } });
    expect(await table.get('job-1')).toEqual(makeJob());
    expect(dynamoDb).toHaveReceivedCommandWith(GetCommand, {
      TableName: 'jobs',
      Key: { job_id: 'job-1' },
      ConsistentRead: true,
    });
  });

  it.each(['alone', 'among others'])(
    'of a row that is not one of ours, %s, is logged by its key and passed over',
    async (how) => {
      const bad = { ...makeJob({ job_id: 'job-bad' }), attempt: 'a secret' };
      dynamoDb.on(GetCommand).resolves({ Item: bad });
      dynamoDb.on(BatchGetCommand).resolves({ Responses: { jobs: [bad, makeJob()] } });
      log.lines.length = 0;
      const read = how === 'alone' ? await table.get('job-bad') : await table.getMany(['job-bad', 'job-1']);
      expect(read).toEqual(how === 'alone' ? undefined : [makeJob()]);
      expect(log.lines).toMatchObject([{ level: 'error', fields: { row: 'job-bad', wrong: ['attempt'] } }]);
      expect(JSON.stringify(log.lines)).not.toContain('a secret');
    },
  );

  it('of many asks 100 at a time, and again for what was left over', async () => {
    const item = (job_id: string) => makeJob({ job_id });
    dynamoDb
      .on(BatchGetCommand)
      .resolvesOnce({
        Responses: { jobs: [item('job-0')] },
        UnprocessedKeys: { jobs: { Keys: [{ job_id: 'job-1' }] } },
      })
      .resolvesOnce({ Responses: { jobs: [item('job-1')] } })
      .resolvesOnce({ Responses: { jobs: [item('job-100')] } });
    const rows = await table.getMany(Array.from({ length: 101 }, (_, n) => `job-${n}`));
    expect(rows.map((row) => row.job_id)).toEqual(['job-0', 'job-1', 'job-100']);
    const asked = dynamoDb
      .commandCalls(BatchGetCommand)
      .map((call) => call.args[0].input.RequestItems?.['jobs']?.Keys?.length);
    expect(asked).toEqual([100, 1, 1]);
  });

  it('of what is due goes through the pages up to the limit', async () => {
    const item = (n: number) => ({ job_id: `job-${n}`, due_class: 'waiting', due_at: `2026-03-0${n}` });
    dynamoDb
      .on(QueryCommand)
      .resolvesOnce({ Items: [item(1), item(2)], LastEvaluatedKey: { job_id: 'job-2' } })
      .resolvesOnce({ Items: [item(3)], LastEvaluatedKey: { job_id: 'job-3' } });
    expect(await table.due('waiting', { until: '2026-03-09', limit: 3 })).toEqual([item(1), item(2), item(3)]);
    const asked = dynamoDb.commandCalls(QueryCommand).map((call) => call.args[0].input);
    expect(asked).toMatchObject([
      { Limit: 3, IndexName: 'due' },
      { Limit: 1, ExclusiveStartKey: { job_id: 'job-2' } },
    ]);
  });
});
