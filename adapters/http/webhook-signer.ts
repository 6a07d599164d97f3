import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookSigner } from '../../core/ports.ts';

const STANDARD_PREFIX = 'whsec_';

/**
 * Signs each attempt twice over the exact bytes sent: seed 004's `X-Webhook-Signature` with the secret as given, and
 * Standard Webhooks (https://www.standardwebhooks.com), whose key is what `whsec_` encodes, or else the secret's bytes.
 */
export const webhookSigner: WebhookSigner = {
  headers({ webhook_id, at, body, secret }) {
    const identity = {
      'webhook-id': webhook_id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    };
    if (secret === undefined) return identity;
    const standard = new Webhook(secret, secret.startsWith(STANDARD_PREFIX) ? undefined : { format: 'raw' });
    return {
      ...identity,
      'webhook-signature': standard.sign(webhook_id, at, body),
      'x-webhook-signature': `hmac-sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    };
  },
};
