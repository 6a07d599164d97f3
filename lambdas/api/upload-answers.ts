/** How each route of uploads by links, and of jobs of files that are there, is answered. Loaded when the first one asks. */
import { log } from '../../adapters/observability/log.ts';
import { abortUpload, completeUpload, getUpload } from '../../core/intake/end-upload.ts';
import { requestJob } from '../../core/intake/request-job.ts';
import { startUpload } from '../../core/intake/start-upload.ts';
import { takeFile } from '../../core/intake/take-file.ts';
import { getJob } from '../../core/job/get.ts';
import { type Answers, accepted, type Call, created, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiBase } from './request.ts';

export type UploadAnswers = Pick<
  Answers<'client', [Call]>,
  'createJob' | 'uploadAudio' | 'startUpload' | 'getUpload' | 'completeUpload' | 'abortUpload'
>;

export function uploadAnswers(deps: ApiDependencies): UploadAnswers {
  return {
    async createJob({ event, tenant, key }) {
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      const id = await requestJob(deps, jsonBody(event), caller);
      log.info('job asked for', { job_id: id, tenant });
      const location = `${caller.api_base}/api/v1/jobs/${id}`;
      return accepted(await getJob(deps, id, tenant), { location });
    },

    async uploadAudio({ event, tenant, key }) {
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      const { sentForm } = await import('./form.ts');
      const { job_id, awaited_upload } = await takeFile(deps, await sentForm(event), caller);
      log.info('file taken', { job_id, size_bytes: awaited_upload.size_bytes, tenant });
      const location = `${caller.api_base}/api/v1/jobs/${job_id}`;
      return accepted(await getJob(deps, job_id, tenant), { location });
    },

    async startUpload({ event, tenant, key }) {
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      const upload = await startUpload(deps, jsonBody(event), caller);
      const { upload_id, size_bytes } = upload;
      log.info('upload begun', { upload_id, size_bytes, tenant, parts: upload.multipart?.parts.length });
      return created(upload, `${caller.api_base}/api/v1/uploads/${upload_id}`);
    },

    async getUpload({ event, tenant, id }) {
      return json(await getUpload(deps, id, { tenant, api_base: apiBase(event, process.env) }));
    },

    async completeUpload({ tenant, id }) {
      const ended = await completeUpload(deps, id, tenant);
      log.info('upload completed', { upload_id: id, tenant });
      return json(ended);
    },

    async abortUpload({ tenant, id }) {
      const ended = await abortUpload(deps, id, tenant);
      log.info('upload given up by its client', { upload_id: id, tenant });
      return json(ended);
    },
  };
}
