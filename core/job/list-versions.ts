import { versionKeys } from '../contracts/version-row.ts';
import type { VersionList } from '../contracts/versions.ts';
import type { Table } from '../shared/table.ts';
import { ownCompletedJob } from './own-job.ts';
import { originalVersion, shownVersion } from './shown-version.ts';

/**
 * All versions of a job's transcript, the newest first; the last is the original.
 *
 * @throws RequestProblem 404 as `ownJob`; 409 while there is no transcript
 */
export async function listVersions(
  table: Pick<Table, 'get' | 'getMany'>,
  jobId: string,
  tenant: string,
): Promise<VersionList> {
  const job = await ownCompletedJob(table, jobId, tenant);
  const rows = await table.getMany(versionKeys(job));
  const made = rows.flatMap((row) => (row.kind === 'version' ? [shownVersion(row)] : []));
  return { versions: [...made.sort((one, other) => other.version - one.version), originalVersion(job)] };
}
