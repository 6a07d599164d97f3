/** Checks a webhook as its receiver should: over the exact bytes, with the shared secret. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { LocalStackError } from '../errors.ts';
import type { ReceivedWebhook } from '../webhook-receiver.ts';

/**
 * @param secret begins with `whsec_`
 * @throws LocalStackError naming the signature that does not hold
 */
export function verifySignatures({ headers, body }: ReceivedWebhook, secret: string): void {
  try {
    new Webhook(secret).verify(body.toString('utf8'), headers as Record<string, string>);
  } catch (error) {
    throw new LocalStackError(`the webhook's Standard Webhooks signature is wrong: ${(error as Error).message}`);
  }
  const expected = Buffer.from(`hmac-sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const sent = Buffer.from(String(headers['x-webhook-signature']));
  if (sent.length === expected.length && timingSafeEqual(sent, expected)) return;
  throw new LocalStackError(`the webhook's X-Webhook-Signature is wrong: got ${sent}, expected ${expected}`);
}
