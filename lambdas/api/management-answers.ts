/** How clients manage their jobs, route by route. */
import { log } from '../../adapters/observability/log.ts';
import { JobsQuery } from '../../core/contracts/job-requests.ts';
import { cancelOwnJob } from '../../core/job/cancel.ts';
import { getDeliveries, redeliverOwn } from '../../core/job/deliveries.ts';
import { getJob } from '../../core/job/get.ts';
import { listJobs } from '../../core/job/list.ts';
import { retryOwnJob } from '../../core/job/retry.ts';
import { deleteOwnJob } from '../../core/operate/delete-job.ts';
import { parseRequest } from '../../core/shared/request.ts';
import { type Answers, accepted, type Call, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiBase } from './request.ts';

export type ManagementAnswers = Pick<
  Answers<'client', [Call]>,
  'listJobs' | 'cancelJob' | 'retryJob' | 'deleteJob' | 'getDeliveries' | 'redeliver'
>;

export function managementAnswers(deps: ApiDependencies): ManagementAnswers {
  return {
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
  };
}
