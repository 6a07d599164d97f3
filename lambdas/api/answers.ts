/** What answers each route of clients, and those that are open: parse, one use case, map. */
import { log } from '../../adapters/observability/log.ts';
import type { Health, Models, Readiness } from '../../core/contracts/service-answers.ts';
import { getJob, getTranscriptLink } from '../../core/job/get.ts';
import { checkReady } from '../../core/operate/check-ready.ts';
import { describeModels } from '../../core/transcript/describe-models.ts';
import { type Answers, type Call, json } from './answer.ts';
import type { AudioNotesAnswers } from './audio-notes-answers.ts';
import type { AudioTextAnswers } from './audio-text-answers.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import type { LiveAnswers } from './live-answers.ts';
import type { ManagementAnswers } from './management-answers.ts';
import { apiBase } from './request.ts';
import type { UploadAnswers } from './upload-answers.ts';
import type { VersionAnswers } from './version-answers.ts';

export function clientAnswers(deps: ApiDependencies): Answers<'client', [Call]> {
  // Loaded when the first asks: most clients register, and look at a job at most. Formats are made in there.
  const managed = (name: keyof ManagementAnswers) => async (call: Call) => {
    const { managementAnswers } = await import('./management-answers.ts');
    return managementAnswers(deps)[name](call);
  };
  const uploading = (name: keyof UploadAnswers) => async (call: Call) => {
    const { uploadAnswers } = await import('./upload-answers.ts');
    return uploadAnswers(deps)[name](call);
  };
  const asAudioText = (name: keyof AudioTextAnswers) => async (call: Call) => {
    const { audioTextAnswers } = await import('./audio-text-answers.ts');
    return audioTextAnswers(deps)[name](call);
  };
  const versioned = (name: keyof VersionAnswers) => async (call: Call) => {
    const { versionAnswers } = await import('./version-answers.ts');
    return versionAnswers(deps)[name](call);
  };
  const asAudioNotes = (name: keyof AudioNotesAnswers) => async (call: Call) => {
    const { audioNotesAnswers } = await import('./audio-notes-answers.ts');
    return audioNotesAnswers(deps)[name](call);
  };
  const toldLive = (name: keyof LiveAnswers) => async (call: Call) => {
    const { liveAnswers } = await import('./live-answers.ts');
    return liveAnswers(deps)[name](call);
  };
  return {
    giveTicket: toldLive('giveTicket'),
    giveTenantTicket: toldLive('giveTenantTicket'),

    uploadAudioForNotes: asAudioNotes('uploadAudioForNotes'),
    getAudioStatus: asAudioNotes('getAudioStatus'),
    getAudioResult: asAudioNotes('getAudioResult'),

    getPresignedUrl: asAudioText('getPresignedUrl'),
    transcribeUploaded: asAudioText('transcribeUploaded'),
    getJobStatus: asAudioText('getJobStatus'),
    readJobs: asAudioText('readJobs'),
    isThere: asAudioText('isThere'),

    createJob: uploading('createJob'),
    startUpload: uploading('startUpload'),
    uploadAudio: uploading('uploadAudio'),
    getUpload: uploading('getUpload'),
    completeUpload: uploading('completeUpload'),
    abortUpload: uploading('abortUpload'),

    async registerCallback({ event, tenant, key }) {
      const { registerCallback } = await import('../../core/intake/register-callback.ts');
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      const registration = await registerCallback(deps, jsonBody(event), caller);
      log.info('callback registered', { callback_id: registration.callback_id, tenant });
      return json(registration);
    },

    rotateCallbackSecret: managed('rotateCallbackSecret'),

    async testWebhook({ event, tenant }) {
      const { tryWebhook } = await import('./webhook-answer.ts');
      const tried = await tryWebhook(deps, jsonBody(event));
      log.info('webhook tried for its client', { webhook_id: tried.webhook_id, tenant, delivered: tried.delivered });
      return json(tried);
    },

    estimate: managed('estimate'),
    listJobs: managed('listJobs'),
    cancelJob: managed('cancelJob'),
    retryJob: managed('retryJob'),
    deleteJob: managed('deleteJob'),
    getDeliveries: managed('getDeliveries'),
    redeliver: managed('redeliver'),

    async getJob({ tenant, id }) {
      return json(await getJob(deps, id, tenant));
    },

    getTranscript: managed('getTranscript'),
    saveVersion: versioned('saveVersion'),
    listVersions: versioned('listVersions'),

    async getModels() {
      return json({ models: describeModels(deps.models) } satisfies Models);
    },

    getUsage: managed('getUsage'),
    getLimits: managed('getLimits'),

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
