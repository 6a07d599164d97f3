/** A key that asks for more than its plan allows: API Gateway refuses it by itself, in the words of the service. */
import {
  APIGatewayClient,
  CreateApiKeyCommand,
  CreateUsagePlanCommand,
  CreateUsagePlanKeyCommand,
  DeleteUsagePlanCommand,
  type QuotaSettings,
  type ThrottleSettings,
} from '@aws-sdk/client-api-gateway';
import { expect, it, onTestFinished } from 'vitest';
import { clientSettings } from '../../local/clients.ts';
import { call, stack, uniqueName } from './support/client.ts';

const gateway = new APIGatewayClient(clientSettings(stack.endpoint_url));
const [, apiId, stage] = /restapis\/([^/]+)\/([^/]+)/.exec(stack.api_url) ?? [];
const AT_ONCE = 12;

/** @returns the value of a key under a plan of its own */
async function givenKey(plan: { quota: QuotaSettings } | { throttle: ThrottleSettings }): Promise<string> {
  const key = await gateway.send(new CreateApiKeyCommand({ name: uniqueName('key'), enabled: true }));
  const settings = { name: uniqueName('plan'), apiStages: [{ apiId, stage }], ...plan };
  const { id: usagePlanId } = await gateway.send(new CreateUsagePlanCommand(settings));
  await gateway.send(new CreateUsagePlanKeyCommand({ usagePlanId, keyId: key.id, keyType: 'API_KEY' }));
  onTestFinished(async () => void (await gateway.send(new DeleteUsagePlanCommand({ usagePlanId }))));
  return key.value ?? '';
}

it.each([
  ['throttled', { throttle: { rateLimit: 1, burstLimit: 2 } }],
  ['quota_exceeded', { quota: { limit: 2, period: 'MONTH' as const } }],
])('is refused as %s, and is let in up to there', async (code, plan) => {
  // Given
  const key = await givenKey(plan);
  // When
  const ask = () => call('GET', '/api/v1/models', undefined, { 'x-api-key': key });
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, ask));
  // Then the first are let in, as far as the service's own rows go, which know no such key
  const refused = answers.filter(({ status }) => status === 429);
  const letIn = answers.filter(({ status }) => status !== 429);
  expect(letIn.length).toBeGreaterThanOrEqual(1);
  expect(letIn.map(({ status }) => status)).toEqual(letIn.map(() => 403));
  expect(refused.length).toBeGreaterThanOrEqual(AT_ONCE / 2);
  for (const { headers, body } of refused) {
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body).toMatchObject({ status: 429, code, detail: expect.any(String), request_id: expect.any(String) });
  }
});
