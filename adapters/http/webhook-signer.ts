import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookSigner } from '../../core/shared/ports.ts';

const STANDARD_PREFIX = 'whsec_';

/**
 * Signs each attempt twice over the exact bytes sent: the contract's `X-Webhook-Signature` with the newest secret as given,
 * and Standard Webhooks (https://www.standardwebhooks.com) with each valid one, whose key is what `whsec_` encodes, or
 * else the secret's bytes.
 */
export const webhookSigner: WebhookSigner = {
  headers({ webhook_id, at, body, secrets }) {
    const identity = {
      'webhook-id': webhook_id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    };
    const [newest] = secrets;
    if (newest === undefined) return identity;
    return {
      ...identity,
      'webhook-signature': secrets.map((secret) => standard(secret).sign(webhook_id, at, body)).join(' '),
      'x-webhook-signature': `hmac-sha256=${createHmac('sha256', newest).update(body).digest('hex')}`,
    };
  },
};

function standard(secret: string): Webhook {
  return new Webhook(secret, secret.startsWith(STANDARD_PREFIX) ? undefined : { format: 'raw' });
}
