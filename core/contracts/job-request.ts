/** What clients ask for when a file is there already. */
import * as z from 'zod';
import { type FieldCheck, without } from './checks.ts';
import { TranscriptionOptions } from './options.ts';
import { CallbackSecret, callbackUrl, registrationRequest } from './registration.ts';

/** Where a job's file is: one of these. */
const SOURCES = ['url', 's3_uri', 'upload_id'] as const;
/** As many bytes as KMS seals. */
const MOST_URL_CHARACTERS = 4096;
const TOO_LONG = 'expected at most 4,096 characters, as the URL is sent';

/** What is no ASCII takes several characters for one. */
function lengthProblem(url: string): string | undefined {
  return new URL(url).href.length > MOST_URL_CHARACTERS ? TOO_LONG : undefined;
}

/**
 * Body of `POST /api/v1/jobs`: what is to be transcribed, and how.
 *
 * @param urlProblem says what is wrong with a URL on this deployment, be it called or fetched
 * @param engineProblem says why an engine cannot be had
 */
export function jobRequest<Options extends typeof TranscriptionOptions>(
  options: Options,
  urlProblem: FieldCheck<string>,
  engineProblem: FieldCheck<string>,
) {
  return registrationRequest(options, urlProblem)
    .omit({ callback_url: true, callback_secret: true })
    .extend({
      url: z
        .string()
        .max(MOST_URL_CHARACTERS, { error: TOO_LONG, abort: true })
        .check(without((url) => urlProblem(url) ?? lengthProblem(url), 'invalid_request'))
        .optional()
        .meta({
          format: 'uri',
          description:
            'Of a file that the worker fetches: as a callback_url has to be. Redirects are followed, 5 at most. What stands in its query is kept sealed and never shown.',
        }),
      s3_uri: z.string().max(1200).optional().meta({
        description:
          'Of a file that was uploaded, and has a job of yours: it is transcribed once more, as is asked here. Or of an object of another bucket, where the operator lets you name those; its worker reads it.',
      }),
      upload_id: z.string().min(1).max(200).optional().meta({
        description: 'Of an upload by links whose file has come. One that was begun with transcribe: false is its job.',
      }),
      engine: z
        .string()
        .check(without(engineProblem, 'unsupported_option'))
        .optional()
        .meta({ description: "The model's (getModels); others are refused." }),
      webhook_url: callbackUrl(urlProblem).optional(),
      webhook_secret: CallbackSecret.optional(),
    })
    .refine((asked) => SOURCES.filter((name) => asked[name] !== undefined).length === 1, {
      error: 'expected one of url, s3_uri and upload_id',
    })
    .refine(({ webhook_url, webhook_secret }) => webhook_url !== undefined || webhook_secret === undefined, {
      path: ['webhook_secret'],
      error: 'is of no use without a webhook_url; give one, or leave it out',
    });
}

export const JobRequest = jobRequest(
  TranscriptionOptions,
  () => undefined,
  () => undefined,
).meta({
  examples: [{ url: 'https://media.example/talk.mp3', webhook_url: 'https://client.example/webhook', language: 'sv' }],
});
