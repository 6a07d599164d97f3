/** Jobs of a version that knew no lists are put into those of their tenants. Safe to run again, at any time. */
import { listOldJob } from '../job/new-job.ts';
import type { Table, TableUpkeep } from '../shared/table.ts';

export type ListOldJobs = { table: Pick<Table, 'getMany' | 'write'> & Pick<TableUpkeep, 'unlistedJobs'> };

const AT_ONCE = 100;

/** @returns how many were put there; one that was removed, or listed, meanwhile is passed over */
export async function listOldJobs({ table }: ListOldJobs): Promise<number> {
  const ids = await table.unlistedJobs();
  let listed = 0;
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const rows = await table.getMany(ids.slice(from, from + AT_ONCE));
    const jobs = rows.flatMap((row) => (row.kind === 'job' && row.tenant !== undefined ? [row] : []));
    const written = await Promise.all(jobs.map((job) => table.write(listOldJob(job))));
    listed += written.filter(Boolean).length;
  }
  return listed;
}
