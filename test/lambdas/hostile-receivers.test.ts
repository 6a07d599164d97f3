import { describe, expect, it } from 'vitest';
import { INTERNET, webhookTransport } from '../../adapters/http/webhook-transport.ts';
import { deliverRecords } from '../../lambdas/deliver-webhook/deliver-records.ts';
import { HOSTILE_RECEIVERS, receive } from '../support/hostile-receivers.ts';
import { makeSqsRecord } from '../support/lambda-events.ts';
import { makeDelivery, makeRegistration } from '../support/records.ts';
import { makeWorld } from '../support/world.ts';

const RULES = { allow_loopback_http: true, ports: [443] };

describe('the Lambda writes an attempt down at a receiver that sends', () => {
  it.each(HOSTILE_RECEIVERS)('$name', async ({ is, leaves }) => {
    const world = makeWorld();
    const transport = webhookTransport(RULES, { ...INTERNET, timeout_ms: 300 });
    const delivery = makeDelivery({ callback_id: 'callback-1' });
    const callback_url = `http://127.0.0.1:${await receive(is)}/hook`;
    for (const row of [delivery, makeRegistration({ callback_url })]) await world.table.write({ kind: 'put', row });
    await world.objects.put(`deliveries/${delivery.webhook_id}.json`, '{}', {});
    const event = { Records: [makeSqsRecord(JSON.stringify({ delivery_id: delivery.webhook_id }), 'm-0')] };
    expect(await deliverRecords({ ...world, transport }, event)).toEqual({ batchItemFailures: [] });
    const row = await world.table.get(delivery.job_id);
    const attempts = row?.kind === 'delivery' ? row.attempts : [];
    expect(attempts.map(({ http_status, error_code }) => http_status ?? error_code)).toEqual([leaves]);
  });
});
