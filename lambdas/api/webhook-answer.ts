/** How a test of a webhook is answered. Loaded when the first one asks, as hardly anyone does. */
import { webhookSigner } from '../../adapters/http/webhook-signer.ts';
import { webhookTransport } from '../../adapters/http/webhook-transport.ts';
import type { WebhookTest } from '../../core/contracts/webhook-answers.ts';
import { testWebhook } from '../../core/webhook/test-webhook.ts';
import type { ApiDependencies } from './dependencies.ts';

export function tryWebhook(deps: ApiDependencies, body: unknown): Promise<WebhookTest> {
  return testWebhook({ ...deps, signer: webhookSigner, transport: webhookTransport(deps.callbackRules) }, body);
}
