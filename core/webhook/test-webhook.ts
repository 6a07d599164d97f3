/** A client tries its receiver before it depends on it: one signed webhook with a sample, and what came of it. */

import type { CompleteDocument } from '../contracts/document.ts';
import { webhookTestRequest } from '../contracts/registration.ts';
import type { CallbackRules, ModelSettings } from '../contracts/settings.ts';
import type { WebhookTest } from '../contracts/webhook-answers.ts';
import type { Clock, WebhookResponse, WebhookSigner, WebhookTransport } from '../shared/ports.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import { type ClassifyHost, callbackHostProblem, callbackUrlProblem, type ResolveHost } from './callback-url.ts';
import { isSuccess } from './delivery.ts';
import { webhookId } from './webhook-ids.ts';

export type TestWebhook = {
  transport: WebhookTransport;
  signer: WebhookSigner;
  clock: Clock;
  newCallbackId: () => string;
  classifyHost: ClassifyHost;
  resolveHost: ResolveHost;
  callbackRules: CallbackRules;
  model: ModelSettings;
};

/**
 * Nothing of it is kept, and nothing is tried again.
 *
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem naming each bad field by JSON pointer
 */
export async function testWebhook(deps: TestWebhook, body: unknown): Promise<WebhookTest> {
  const urlProblem = (url: string) => callbackUrlProblem(url, deps.callbackRules, deps.classifyHost);
  const { callback_url, callback_secret } = parseRequest(webhookTestRequest(urlProblem), body);
  const hosts = { classify: deps.classifyHost, resolve: deps.resolveHost };
  const message = await callbackHostProblem(callback_url, deps.callbackRules, hosts);
  if (message) throw badRequest([{ pointer: '/callback_url', message }]);
  return send(deps, callback_url, callback_secret === undefined ? [] : [callback_secret]);
}

async function send(deps: TestWebhook, url: string, secrets: string[]): Promise<WebhookTest> {
  const sample = sampleDocument(`test_${deps.newCallbackId()}`, deps.model);
  const webhook_id = webhookId(sample, 'completed');
  const body = JSON.stringify(sample);
  const signed = deps.signer.headers({ webhook_id, at: deps.clock.now(), body, secrets });
  const headers = { 'content-type': 'application/json', ...signed };
  const response = await deps.transport.post({ url, headers, body });
  return { webhook_id, sent: { headers, body }, ...outcome(response) };
}

function outcome(response: WebhookResponse): Omit<WebhookTest, 'webhook_id' | 'sent'> {
  const milliseconds = Math.round(response.milliseconds);
  if (response.kind === 'unreachable') {
    const { code, error } = response;
    return { delivered: false, http_status: null, milliseconds, error: { code, message: error } };
  }
  return { delivered: isSuccess(response), http_status: response.http_status, milliseconds, error: null };
}

/** What a job of a few seconds would be told of; its warning says what it is. */
function sampleDocument(job_id: string, model: ModelSettings): CompleteDocument {
  const text = 'This is a test.';
  const words = text.split(' ').map((word, at) => ({ word, start: at * 0.4, end: at * 0.4 + 0.3, probability: 0.98 }));
  const segment = { id: 0, start: 0, end: 1.5, text, words, confidence: 0.98 };
  return {
    job_id,
    callback_id: null,
    file: { name: 'test.wav', s3_key: 'transcription_upload/test.wav' },
    metadata: { processing_time: '2s', file_size: '48044', model: model.name },
    warnings: [{ code: 'test', message: 'a sample that its client asked for; there is no such job and no such file' }],
    status: 'complete',
    transcript: { text, segments: [segment] },
    language: { code: model.languages[0] ?? 'en', probability: 1 },
    duration_seconds: 1.5,
    results: {},
    quality: {
      speech_seconds: 1.5,
      transcribed_seconds: 1.5,
      mean_confidence: 0.98,
      lowest_confidence: 0.98,
      low_confidence_spans: [],
      gaps: [],
      redecoded_segments: [],
      removed_segments: [],
    },
    usage: SAMPLE_USAGE,
  };
}

const SAMPLE_USAGE = {
  audio_seconds: 1.5,
  speech_seconds: 1.5,
  queue_seconds: 1,
  boot_seconds: 0,
  model_load_seconds: 0,
  download_seconds: 0.1,
  transcribe_seconds: 1,
  instance_type: 'none',
  market: 'spot',
  price_usd_per_hour: null,
  usd: null,
} as const;
