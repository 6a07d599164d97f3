/** What answers each route of clients, and those that are open: parse, one use case, map. */
import { header } from '../../adapters/http/header.ts';
import { log } from '../../adapters/observability/log.ts';
import type { Health, Models, Readiness } from '../../core/contracts/answers.ts';
import { TranscriptQuery } from '../../core/contracts/job-requests.ts';
import { registerCallback } from '../../core/intake/register-callback.ts';
import { getJob, getTranscriptLink } from '../../core/job/get.ts';
import { getTranscript } from '../../core/job/get-transcript.ts';
import { tenantLimits, tenantUsage } from '../../core/job/tenant.ts';
import { checkReady } from '../../core/operate/check-ready.ts';
import { parseRequest } from '../../core/shared/request.ts';
import { wantedFormat } from '../../core/transcript/accepted-format.ts';
import { describeModel } from '../../core/transcript/describe-model.ts';
import { rotateCallbackSecret } from '../../core/webhook/rotate-secret.ts';
import { type Answers, answer, type Call, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { ManagementAnswers } from './management-answers.ts';
import { apiBase } from './request.ts';
import type { UploadAnswers } from './upload-answers.ts';

export function clientAnswers(deps: ApiDependencies): Answers<'client', [Call]> {
  // Loaded when the first asks: most clients register, and look at a job at most.
  const managed = (name: keyof ManagementAnswers) => async (call: Call) => {
    const { managementAnswers } = await import('./management-answers.ts');
    return managementAnswers(deps)[name](call);
  };
  const uploading = (name: keyof UploadAnswers) => async (call: Call) => {
    const { uploadAnswers } = await import('./upload-answers.ts');
    return uploadAnswers(deps)[name](call);
  };
  return {
    startUpload: uploading('startUpload'),
    getUpload: uploading('getUpload'),
    completeUpload: uploading('completeUpload'),
    abortUpload: uploading('abortUpload'),

    async registerCallback({ event, tenant, key }) {
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      const registration = await registerCallback(deps, jsonBody(event), caller);
      log.info('callback registered', { callback_id: registration.callback_id, tenant });
      return json(registration);
    },

    async rotateCallbackSecret({ event, tenant, id }) {
      const callback = { callback_id: id, tenant };
      const rotated = await rotateCallbackSecret(deps, callback, jsonBody(event));
      log.info('callback secret rotated', { ...callback, ...rotated });
      return json(rotated);
    },

    async testWebhook({ event, tenant }) {
      const { tryWebhook } = await import('./webhook-answer.ts');
      const tried = await tryWebhook(deps, jsonBody(event));
      log.info('webhook tried for its client', { webhook_id: tried.webhook_id, tenant, delivered: tried.delivered });
      return json(tried);
    },

    listJobs: managed('listJobs'),
    cancelJob: managed('cancelJob'),
    retryJob: managed('retryJob'),
    deleteJob: managed('deleteJob'),
    getDeliveries: managed('getDeliveries'),
    redeliver: managed('redeliver'),

    async getJob({ tenant, id }) {
      return json(await getJob(deps, id, tenant));
    },

    async getTranscript({ event, tenant, id }) {
      const query = parseRequest(TranscriptQuery, event.queryStringParameters ?? {});
      const format = wantedFormat(query.format, header(event, 'accept'));
      const transcript = await getTranscript(deps, { job_id: id, tenant, format });
      return 'text' in transcript ? answer(transcript.content_type, transcript.text) : json(transcript);
    },

    async getModels() {
      return json({ models: [describeModel(deps.model)] } satisfies Models);
    },

    async getUsage({ tenant }) {
      return json(await tenantUsage(deps, tenant));
    },

    async getLimits({ tenant, key }) {
      return json(tenantLimits(deps, tenant, key.limits));
    },

    async redirectToTranscript({ tenant, id }) {
      return { statusCode: 302, headers: { location: await getTranscriptLink(deps, id, tenant) }, body: '' };
    },
  };
}

export function openAnswers(deps: ApiDependencies): Answers<'none', []> {
  return {
    async health() {
      return json({ status: 'ok' } satisfies Health);
    },

    async ready() {
      await checkReady(deps);
      return json({ status: 'ready' } satisfies Readiness);
    },
  };
}
