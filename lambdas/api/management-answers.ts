/** How clients manage their jobs and callbacks, and see what they came to, route by route. */
import { header } from '../../adapters/http/header.ts';
import { log } from '../../adapters/observability/log.ts';
import { JobsQuery, TranscriptQuery } from '../../core/contracts/job-requests.ts';
import { cancelOwnJob } from '../../core/job/cancel.ts';
import { getDeliveries, redeliverOwn } from '../../core/job/deliveries.ts';
import { estimate } from '../../core/job/estimate.ts';
import { getJob } from '../../core/job/get.ts';
import { getTranscript } from '../../core/job/get-transcript.ts';
import { listJobs } from '../../core/job/list.ts';
import { retryOwnJob } from '../../core/job/retry.ts';
import { tenantLimits, tenantUsage } from '../../core/job/tenant.ts';
import { deleteOwnJob } from '../../core/operate/delete-job.ts';
import { parseRequest } from '../../core/shared/request.ts';
import { wantedFormat } from '../../core/transcript/accepted-format.ts';
import { rotateCallbackSecret } from '../../core/webhook/rotate-secret.ts';
import { type Answers, accepted, answer, type Call, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiBase } from './request.ts';

export type ManagementAnswers = Pick<
  Answers<'client', [Call]>,
  | 'estimate'
  | 'listJobs'
  | 'cancelJob'
  | 'retryJob'
  | 'deleteJob'
  | 'getDeliveries'
  | 'redeliver'
  | 'rotateCallbackSecret'
  | 'getUsage'
  | 'getLimits'
  | 'getTranscript'
>;

export function managementAnswers(deps: ApiDependencies): ManagementAnswers {
  return {
    async estimate({ event }) {
      return json(await estimate(deps, jsonBody(event)));
    },

    async listJobs({ event, tenant }) {
      const query = parseRequest(JobsQuery, event.queryStringParameters ?? {});
      return json(await listJobs(deps, tenant, query));
    },

    async cancelJob({ tenant, id }) {
      await cancelOwnJob(deps, id, tenant);
      log.info('job cancelled by its client', { job_id: id, tenant });
      return json(await getJob(deps, id, tenant));
    },

    async retryJob({ event, tenant, key, id }) {
      const body = event.body ? jsonBody(event) : {};
      const again = await retryOwnJob(deps, { job_id: id, tenant, key }, body);
      log.info('job retried', { job_id: again, retry_of: id, tenant });
      const location = `${apiBase(event, process.env)}/api/v1/jobs/${again}`;
      return accepted(await getJob(deps, again, tenant), { location });
    },

    async deleteJob({ tenant, id }) {
      const deletion = await deleteOwnJob(deps, id, tenant);
      log.info('job deleted by its client', { job_id: id, tenant });
      return accepted(deletion);
    },

    async getDeliveries({ tenant, id }) {
      return json(await getDeliveries(deps, id, tenant));
    },

    async redeliver({ tenant, ids: [job_id = '', delivery_id = ''] }) {
      const delivery = await redeliverOwn(deps, { job_id, delivery_id, tenant });
      log.info('webhook sent again for its client', { job_id, webhook_id: delivery_id, tenant });
      return accepted(delivery);
    },

    async rotateCallbackSecret({ event, tenant, id }) {
      const callback = { callback_id: id, tenant };
      const rotated = await rotateCallbackSecret(deps, callback, jsonBody(event));
      log.info('callback secret rotated', { ...callback, ...rotated });
      return json(rotated);
    },

    async getUsage({ tenant }) {
      return json(await tenantUsage(deps, tenant));
    },

    async getLimits({ tenant, key }) {
      return json(tenantLimits(deps, tenant, key.limits));
    },

    async getTranscript({ event, tenant, id }) {
      const query = parseRequest(TranscriptQuery, event.queryStringParameters ?? {});
      const format = wantedFormat(query.format, header(event, 'accept'));
      const transcript = await getTranscript(deps, { job_id: id, tenant, format, version: query.version });
      return 'text' in transcript ? answer(transcript.content_type, transcript.text) : json(transcript);
    },
  };
}
