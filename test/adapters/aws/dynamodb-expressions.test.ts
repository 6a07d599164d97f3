import { describe, expect, it } from 'vitest';
import { addExpression, putIfAbsent, updateExpression } from '../../../adapters/aws/dynamodb-expressions.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { Update } from '../../../core/shared/table.ts';
import { makeJob } from '../../support/records.ts';

const WARNING = { code: 'unknown_callback', message: 'no callback is registered' };

const makeUpdate = (update: Partial<Update<JobRow>>): Update<JobRow> => ({
  kind: 'update',
  key: 'job-1',
  when: [],
  set: {},
  ...update,
});

describe('an addition', () => {
  it('holds whatever is there, and sets what tells whose it is', () => {
    const row = { job_id: 'usage#a#2026-03#0', kind: 'usage', tenant: 'a', period: '2026-03', expires_at: 7 } as const;
    expect(addExpression('jobs', { kind: 'add', row, amounts: { completed: 1, audio_ms: 7 } })).toEqual({
      TableName: 'jobs',
      Key: { job_id: 'usage#a#2026-03#0' },
      UpdateExpression: 'SET #0 = :0, #1 = :1, #2 = :2, #3 = :3 ADD #4 :4, #5 :3',
      ExpressionAttributeNames: {
        '#0': 'kind',
        '#1': 'tenant',
        '#2': 'period',
        '#3': 'expires_at',
        '#4': 'completed',
        '#5': 'audio_ms',
      },
      ExpressionAttributeValues: { ':0': 'usage', ':1': 'a', ':2': '2026-03', ':3': 7, ':4': 1 },
    });
  });
});

describe('an update', () => {
  it('becomes one conditional expression with placeholders for every name and value', () => {
    const update = makeUpdate({
      when: [
        { attribute: 'status', is: 'one_of', values: ['launching', 'processing'] },
        { attribute: 's3_key', is: 'absent' },
        { attribute: 'lease_until', is: 'before', value: '2026-03-01' },
      ],
      set: { status: 'processing', attempt: 2, error_message: undefined },
      append: { warnings: [WARNING] },
      remove: ['progress'],
    });
    expect(updateExpression('jobs', update)).toEqual({
      TableName: 'jobs',
      Key: { job_id: 'job-1' },
      ConditionExpression: 'attribute_exists(#0) AND #1 IN (:0, :1) AND attribute_not_exists(#2) AND #3 < :2',
      UpdateExpression: 'SET #1 = :1, #4 = :3, #5 = list_append(#5, :4) REMOVE #6',
      ExpressionAttributeNames: {
        '#0': 'job_id',
        '#1': 'status',
        '#2': 's3_key',
        '#3': 'lease_until',
        '#4': 'attempt',
        '#5': 'warnings',
        '#6': 'progress',
      },
      ExpressionAttributeValues: {
        ':0': 'launching',
        ':1': 'processing',
        ':2': '2026-03-01',
        ':3': 2,
        ':4': [WARNING],
      },
    });
  });

  it('tells a number from the text that looks like it', () => {
    const { ExpressionAttributeValues } = updateExpression(
      'jobs',
      makeUpdate({ set: { attempt: 1, instance_id: '1' } }),
    );
    expect(ExpressionAttributeValues).toEqual({ ':0': 1, ':1': '1' });
  });

  it('without anything to remove has no REMOVE', () => {
    expect(updateExpression('jobs', makeUpdate({ set: { attempt: 1 } })).UpdateExpression).toBe('SET #1 = :0');
  });
});

it('puts a row only where none is', () => {
  expect(putIfAbsent('jobs', { kind: 'put', row: makeJob() })).toEqual({
    TableName: 'jobs',
    Item: makeJob(),
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': 'job_id' },
  });
});
