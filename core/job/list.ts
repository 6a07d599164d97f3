/** A tenant's jobs, the newest first, page by page. */
import type { JobList } from '../contracts/job-answers.ts';
import type { JobsQuery } from '../contracts/job-requests.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { sourceName } from '../shared/source.ts';
import type { JobIndex, ListedItem, Table } from '../shared/table.ts';
import { type CursorScope, cursorAt, placeOf, type SignCursors } from './cursor.ts';
import { languageOf, summaryOf } from './summary.ts';

export type ListJobs = SignCursors & { table: Pick<Table, 'get' | 'getMany' | 'write'> & JobIndex };

/** Rows that one request reads at most: a filter that few jobs meet gives pages that are short, or empty, and a cursor. */
const MOST_ROWS = 1000;
const ROWS_AT_ONCE = 100;

/**
 * A job that is there all the while comes once, whatever is made, changed or removed between the pages. One that was made a
 * moment ago may be missing.
 *
 * @throws RequestProblem 400 for a cursor of another list
 */
export async function listJobs(deps: ListJobs, owner: string, query: JobsQuery): Promise<JobList> {
  const { limit, cursor, ...filters } = query;
  const scope = { owner, filters };
  const after = cursor === undefined ? undefined : await placeOf(deps, scope, cursor);
  const { jobs, next } = await page(deps, scope, query, after);
  return { jobs: jobs.map(summaryOf), next_cursor: next ? await cursorAt(deps, scope, next) : null };
}

type Page = { jobs: JobRow[]; next: ListedItem | undefined };

/** It ends when it is full and there is more, at the end of the list, or when enough was read. */
async function page(
  deps: ListJobs,
  { owner }: CursorScope,
  query: JobsQuery,
  after: ListedItem | undefined,
): Promise<Page> {
  const times = timesOf(query);
  const jobs: JobRow[] = [];
  let last = after;
  if (times.from > times.until) return { jobs, next: undefined };
  for (let read = 0; read < MOST_ROWS; read += ROWS_AT_ONCE) {
    const items = await deps.table.listed(owner, { ...times, ...(last && { after: last }), limit: ROWS_AT_ONCE });
    const rows = await rowsOf(deps, items);
    for (const item of items) {
      if (jobs.length === query.limit) return { jobs, next: last };
      const row = rows.get(item.job_id);
      if (row && isShown(row, owner) && meetsFilters(row, query)) jobs.push(row);
      last = item;
    }
    if (items.length < ROWS_AT_ONCE) return { jobs, next: undefined };
  }
  return { jobs, next: last };
}

async function rowsOf({ table }: ListJobs, items: readonly ListedItem[]): Promise<Map<string, JobRow>> {
  const rows = await table.getMany(items.map((item) => item.job_id));
  return new Map(rows.flatMap((row) => (row.kind === 'job' ? [[row.job_id, row] as const] : [])));
}

/** The index is late: whose a job is, its row says. */
function isShown(job: JobRow, owner: string): boolean {
  return job.tenant === owner && job.purged_at === undefined;
}

function meetsFilters(job: JobRow, query: JobsQuery): boolean {
  const { status, language, recording_id, callback_id, file_name } = query;
  return (
    (status === undefined || job.status === status) &&
    (language === undefined || languageOf(job) === language) &&
    (recording_id === undefined || job.recording_id === recording_id) &&
    (callback_id === undefined || job.callback_id === callback_id) &&
    (file_name === undefined || folded(sourceName(job)).includes(folded(file_name)))
  );
}

/** Macs write å as a and a ring. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

const FIRST = '0000';
const LAST = '9999';
const MILLISECOND = 1;

/** As rows write times; `created_before` is the first that is not wanted. */
function timesOf({ created_after, created_before }: JobsQuery): { from: string; until: string } {
  return {
    from: created_after === undefined ? FIRST : new Date(created_after).toISOString(),
    until: created_before === undefined ? LAST : new Date(Date.parse(created_before) - MILLISECOND).toISOString(),
  };
}
