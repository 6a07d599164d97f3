/** How the routes of the older service that wrote notes are answered. Loaded when the first one asks. */
import { log } from '../../adapters/observability/log.ts';
import { audioResult, audioStatus, audioUpload } from '../../core/intake/audio-notes.ts';
import { takeFile } from '../../core/intake/take-file.ts';
import { getTranscript } from '../../core/job/get-transcript.ts';
import { ownJob } from '../../core/job/own-job.ts';
import { type Answers, accepted, type Call, json } from './answer.ts';
import type { ApiDependencies } from './dependencies.ts';
import { sentForm } from './form.ts';
import { apiBase } from './request.ts';

export type AudioNotesAnswers = Pick<
  Answers<'client', [Call]>,
  'uploadAudioForNotes' | 'getAudioStatus' | 'getAudioResult'
>;

export function audioNotesAnswers(deps: ApiDependencies): AudioNotesAnswers {
  const baseOf = ({ event }: Call) => apiBase(event, process.env);
  return {
    async uploadAudioForNotes(call) {
      const { event, tenant, key } = call;
      const caller = { tenant, key, api_base: baseOf(call) };
      const job = await takeFile(deps, await sentForm(event), caller);
      log.info('file taken', { job_id: job.job_id, size_bytes: job.awaited_upload.size_bytes, tenant });
      const answer = audioUpload(job, caller.api_base);
      return accepted(answer, { location: answer.status_url });
    },

    async getAudioStatus(call) {
      return json(audioStatus(await ownJob(deps.table, call.id, call.tenant), baseOf(call)));
    },

    async getAudioResult(call) {
      const transcript = await getTranscript(deps, { job_id: call.id, tenant: call.tenant, format: 'txt' });
      return json(audioResult(call.id, 'text' in transcript ? transcript.text : null, baseOf(call)));
    },
  };
}
