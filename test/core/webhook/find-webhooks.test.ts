import { expect, it } from 'vitest';
import { findWebhooks } from '../../../core/webhook/find-webhooks.ts';
import { makeDelivery } from '../../support/records.ts';
import { makeWorld } from '../../support/world.ts';

it('finds a webhook by its own id or its job’s, and nothing for another', async () => {
  const { table } = makeWorld();
  await table.write({ kind: 'put', row: makeDelivery() });
  expect(await findWebhooks(table, 'msg_job-1_completed')).toEqual(['msg_job-1_completed']);
  expect(await findWebhooks(table, 'job-1')).toEqual(['msg_job-1_completed']);
  expect(await findWebhooks(table, 'job-2')).toEqual([]);
});
