/** How the routes of edited transcripts are answered. Loaded when the first one asks, as what compares texts is in there. */
import { log } from '../../adapters/observability/log.ts';
import { listVersions } from '../../core/job/list-versions.ts';
import { saveVersion } from '../../core/job/save-version.ts';
import { type Answers, type Call, created, json } from './answer.ts';
import { jsonBody } from './body.ts';
import type { ApiDependencies } from './dependencies.ts';
import { apiBase } from './request.ts';

export type VersionAnswers = Pick<Answers<'client', [Call]>, 'saveVersion' | 'listVersions'>;

/** A Lambda takes 6 MB of JSON, in which the body is text once more: each quote and each line break takes two bytes. */
const MAX_EDIT_BYTES = 4_000_000;

export function versionAnswers(deps: ApiDependencies): VersionAnswers {
  return {
    async saveVersion({ event, tenant, key, id }) {
      const saved = await saveVersion(deps, { job_id: id, tenant, key }, jsonBody(event, MAX_EDIT_BYTES));
      const { version, changed_segments, key_id } = saved;
      log.info('version of a transcript saved', { job_id: id, tenant, version, changed_segments, key_id });
      return created(saved, `${apiBase(event, process.env)}/api/v1/jobs/${id}/transcript?version=${version}`);
    },

    async listVersions({ tenant, id }) {
      return json(await listVersions(deps.table, id, tenant));
    },
  };
}
