/** What the service sends to a callback, as OpenAPI's webhooks. */
import * as z from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { Outcome } from '../../core/contracts/document.ts';
import { RETRY_DELAYS } from '../../core/webhook/retry-schedule.ts';

export function webhooks(): ZodOpenApiPathsObject {
  return {
    jobEnded: {
      post: {
        operationId: 'jobEnded',
        summary: 'A job is complete, has failed or was cancelled. Sent to its callback_url, at least once.',
        security: [],
        requestParams: { header: Headers },
        requestBody: { required: true, content: { 'application/json': { schema: Outcome } } },
        responses: {
          '2XX': { description: 'Received. Within 15 seconds.' },
          410: { description: 'Never again under this registration.' },
          default: { description: `Tried again: after ${RETRY_DELAYS.map(inWords).join(', ')}.` },
        },
      },
    },
  };
}

const Headers = z.object({
  'webhook-id': z.string().meta({ description: 'The same at every attempt at one event.' }),
  'webhook-timestamp': z.string().regex(/^\d+$/).meta({ description: 'Seconds since 1970 of this attempt.' }),
  'webhook-signature': z
    .string()
    .regex(/^v1,[A-Za-z0-9+/]+=*( v1,[A-Za-z0-9+/]+=*)?$/)
    .optional()
    .meta({
      description: 'With a secret. Standard Webhooks; two signatures with a space between them during a rotation.',
    }),
  'x-webhook-signature': z
    .string()
    .regex(/^hmac-sha256=[0-9a-f]{64}$/)
    .optional()
    .meta({ description: 'With a secret. HMAC-SHA256 of the body.' }),
});

function inWords(seconds: number): string {
  if (seconds >= 3600) return `${seconds / 3600} h`;
  return seconds >= 60 ? `${seconds / 60} min` : `${seconds} s`;
}
