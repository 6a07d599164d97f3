/** What the API answers of callbacks and their webhooks. */
import * as z from 'zod';
import { Uri } from './document.ts';
import { Time } from './row-parts.ts';
import { DeliveryStatus } from './rows.ts';
import { AttemptErrorCode, FailureReason } from './webhooks.ts';

export const Registration = z.object({
  callback_id: z.string().meta({ description: 'Whoever knows it may upload under it.' }),
  upload_path: z.string().meta({ examples: ['transcription_upload/3f/'] }),
  message: z.string(),
  bucket: z.string(),
  upload_uri: Uri,
  status_url: Uri,
  expires_at: Time.meta({
    description:
      'Uploads under it from then on belong to no callback (warning expired_callback). Each upload counts the days anew, once a day at most; 90 days unless the operator set another number.',
  }),
});
export type Registration = z.infer<typeof Registration>;

export const Rotation = z.object({
  callback_id: z.string(),
  previous_secret_valid_until: Time.nullable().meta({ description: 'Null when only the new secret signs.' }),
});
export type Rotation = z.infer<typeof Rotation>;

/** @param codes those of this version; a row may hold one of a newer version */
const reason = (codes: readonly string[]) => z.object({ code: z.string().meta({ enum: codes }), message: z.string() });

export const Delivery = z.object({
  id: z.string().meta({ description: 'The webhook-id.' }),
  status: DeliveryStatus,
  attempts: z.array(
    z.object({
      at: Time,
      milliseconds: z.int().nonnegative(),
      http_status: z.int().nullable(),
      error: reason(AttemptErrorCode.options).nullable(),
    }),
  ),
  next_attempt_at: Time.nullable(),
  failure: reason(FailureReason.options).nullable(),
});
export type Delivery = z.infer<typeof Delivery>;

export const WebhookTest = z.object({
  webhook_id: z.string(),
  sent: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }).meta({
    description: 'As they went out, byte for byte: what the receiver has to verify.',
  }),
  delivered: z.boolean().meta({ description: 'The answer was a 2xx within 15 seconds.' }),
  http_status: z.int().nullable(),
  milliseconds: z.int().nonnegative(),
  error: reason(AttemptErrorCode.options).nullable().meta({ description: 'Why there was no answer.' }),
});
export type WebhookTest = z.infer<typeof WebhookTest>;

export const Deliveries = z.object({ deliveries: z.array(Delivery) });
export type Deliveries = z.infer<typeof Deliveries>;
