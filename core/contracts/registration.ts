import * as z from 'zod';
import { type FieldCheck, without } from './checks.ts';
import { ClientMetadata, RecordingId } from './job-row.ts';
import { TranscriptionOptions } from './options.ts';
import { UploadFields } from './uploads.ts';

const METADATA_BYTES = 4096;

/** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks defines symmetric secrets. */
function isStandardSecret(secret: string): boolean {
  const base64 = secret.slice('whsec_'.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) return false;
  const bytes = (base64.length / 4) * 3 - (base64.match(/=+$/)?.[0].length ?? 0);
  return bytes >= 24 && bytes <= 64;
}

export const CallbackSecret = z
  .string()
  .regex(/^[\x20-\x7e]{8,256}$/, 'expected 8 to 256 printable ASCII characters')
  .refine((secret) => !secret.startsWith('whsec_') || isStandardSecret(secret), {
    message: 'expected base64 of 24 to 64 bytes after the prefix whsec_',
  })
  .meta({ description: 'Printable ASCII. With the prefix `whsec_` the rest is base64 of 24 to 64 bytes.' });

export function callbackUrl(urlProblem: FieldCheck<string>) {
  return z
    .string()
    .max(2048, { error: 'expected at most 2,048 characters', abort: true })
    .check(without(urlProblem, 'invalid_request'))
    .meta({
      format: 'uri',
      description: 'https, a public host, port 443 or 8443 (set by deployment), no user name or password.',
    });
}

/**
 * Body of `POST /api`: the callback, the job options at top level, and metadata that is echoed back.
 *
 * @param options the options that the deployed model can honour
 * @param urlProblem says what is wrong with a callback URL on this deployment
 */
export function registrationRequest<Options extends typeof TranscriptionOptions>(
  options: Options,
  urlProblem: FieldCheck<string>,
) {
  return options.extend({
    callback_url: callbackUrl(urlProblem),
    callback_secret: CallbackSecret.optional(),
    recording_id: RecordingId.optional(),
    metadata: ClientMetadata.refine(
      (metadata) => new TextEncoder().encode(JSON.stringify(metadata)).length <= METADATA_BYTES,
      { message: 'expected at most 4,096 bytes of JSON' },
    ).optional(),
  });
}

/**
 * Body of `POST /api/v1/uploads`: a registration, whose callback may be left out, and the file that is to come.
 *
 * @param maxBytes of a file that this deployment takes
 */
export function uploadRequest<Options extends typeof TranscriptionOptions>(
  options: Options,
  urlProblem: FieldCheck<string>,
  maxBytes: number,
) {
  const size_bytes = UploadFields.size_bytes.max(maxBytes, `expected at most ${maxBytes} bytes; split or compress it`);
  return withoutCallback(options, urlProblem)
    .extend({ ...UploadFields, size_bytes })
    .refine(({ transcribe, callback_url }) => transcribe || callback_url === undefined, {
      path: ['callback_url'],
      error: 'is given as webhook_url when the job is asked for, where transcribe is false',
    })
    .refine(secretIsOfUse, SECRET_OF_NO_USE);
}

/** The text fields of a form that a file is sent in, beside the file: a registration, whose callback may be left out. */
export function formRequest<Options extends typeof TranscriptionOptions>(
  options: Options,
  urlProblem: FieldCheck<string>,
) {
  return withoutCallback(options, urlProblem).refine(secretIsOfUse, SECRET_OF_NO_USE);
}

function withoutCallback<Options extends typeof TranscriptionOptions>(
  options: Options,
  urlProblem: FieldCheck<string>,
) {
  return registrationRequest(options, urlProblem).extend({ callback_url: callbackUrl(urlProblem).optional() });
}

type Callback = { callback_url?: string | undefined; callback_secret?: string | undefined };

const secretIsOfUse = ({ callback_url, callback_secret }: Callback) =>
  callback_url !== undefined || callback_secret === undefined;
const SECRET_OF_NO_USE = {
  path: ['callback_secret'],
  error: 'is of no use without a callback_url; give one, or leave it out',
};

/** What the requests of all models and deployments have in common. */
export const RegistrationRequest = registrationRequest(TranscriptionOptions, () => undefined).meta({
  examples: [
    { callback_url: 'https://client.example/webhook', callback_secret: 'a secret of eight or more', language: 'sv' },
  ],
});
export type RegistrationRequest = z.infer<typeof RegistrationRequest>;

/** A week is time enough for any deployment of a receiver; Svix and Stripe overlap for a day. */
const MAX_OVERLAP_HOURS = 168;
const OVERLAP_HOURS = 24;

/** Body of `POST /api/callbacks/{callback_id}/secret`. */
export const rotationRequest = z.strictObject({
  callback_secret: CallbackSecret,
  overlap_hours: z
    .number()
    .min(0)
    .max(MAX_OVERLAP_HOURS)
    .default(OVERLAP_HOURS)
    .meta({ description: 'How long the old secret signs too; 0 ends it at once.' }),
});

/** Body of `POST /api/v1/webhooks/test`. */
export function webhookTestRequest(urlProblem: FieldCheck<string>) {
  return z.strictObject({ callback_url: callbackUrl(urlProblem), callback_secret: CallbackSecret.optional() });
}

export const WebhookTestRequest = webhookTestRequest(() => undefined).meta({
  examples: [{ callback_url: 'https://client.example/webhook', callback_secret: 'a secret of eight or more' }],
});

/** Of all models and deployments. */
export const UploadRequest = uploadRequest(TranscriptionOptions, () => undefined, Number.MAX_SAFE_INTEGER).meta({
  examples: [{ file_name: 'talk.mp3', size_bytes: 1_024_000, content_type: 'audio/mpeg', language: 'sv' }],
});

/** Of all models and deployments; each text field is its text, or what that says as JSON. */
export const UploadForm = withoutCallback(TranscriptionOptions, () => undefined)
  .extend({ file: z.file().meta({ description: 'With its name; at most 4,400,000 bytes.' }) })
  .meta({ description: 'One file, and what is wanted of its transcript as text fields: objects and lists as JSON.' });
