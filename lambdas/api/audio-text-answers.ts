/** How the routes of Audio Text Backend are answered. Loaded when the first one asks. */
import { listedJob, presignedUrl, transcriptionJob, uploadAsked, uploadNamed } from '../../core/intake/audio-text.ts';
import { completeUpload } from '../../core/intake/end-upload.ts';
import { startUpload } from '../../core/intake/start-upload.ts';
import { getTranscript } from '../../core/job/get-transcript.ts';
import { listJobs } from '../../core/job/list.ts';
import { ownJob } from '../../core/job/own-job.ts';
import { type Answers, type Call, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiBase } from './request.ts';

export type AudioTextAnswers = Pick<
  Answers<'client', [Call]>,
  'getPresignedUrl' | 'transcribeUploaded' | 'getJobStatus' | 'readJobs' | 'isThere'
>;

/** As many as a page has. */
const LATEST = { limit: 200 };

export function audioTextAnswers(deps: ApiDependencies): AudioTextAnswers {
  return {
    async getPresignedUrl({ event, tenant, key }) {
      const caller = { tenant, key, api_base: apiBase(event, process.env) };
      return json(presignedUrl(await startUpload(deps, uploadAsked(jsonBody(event)), caller)));
    },

    async transcribeUploaded({ event, tenant }) {
      const id = uploadNamed(jsonBody(event));
      await completeUpload(deps, id, tenant);
      return json(transcriptionJob(await ownJob(deps.table, id, tenant), null));
    },

    async getJobStatus({ tenant, id }) {
      const job = await ownJob(deps.table, id, tenant);
      if (job.status !== 'completed') return json(transcriptionJob(job, null));
      const transcript = await getTranscript(deps, { job_id: id, tenant, format: 'txt' });
      return json(transcriptionJob(job, 'text' in transcript ? transcript.text : null));
    },

    async readJobs({ tenant }) {
      return json((await listJobs(deps, tenant, LATEST)).jobs.map(listedJob));
    },

    async isThere() {
      return json({ status: 'ok' });
    },
  };
}
