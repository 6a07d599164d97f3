/**
 * The search for uploads whose event never came. The row `sweep` says how far it is, so that runs of `reconcile` share
 * one search, page after page; its version fences them.
 */
import type { UploadSearchRow } from '../contracts/fleet-rows.ts';
import { UPLOAD_SEARCH_KEY } from '../contracts/rows.ts';
import type { UploadSearchSettings } from '../contracts/settings.ts';
import type { StoredVersion, VersionCursor } from '../shared/object-ports.ts';
import type { Write } from '../shared/table.ts';
import { DAY_SECONDS, iso, plusSeconds } from '../shared/time.ts';

/** The first search looks back as far as SQS keeps an event; what is older was there before this service looked after it. */
const FIRST_LOOK_BACK_SECONDS = 14 * DAY_SECONDS;
/** Searches overlap by this much, so that no difference of clocks leaves a gap. */
const OVERLAP_SECONDS = 3600;

export type Searching = UploadSearchRow & { started_at: string };

export function isSearching(search: UploadSearchRow): search is Searching {
  return search.started_at !== undefined;
}

/** The next search begins; undefined while it is not due. */
export function beginSearch(
  search: UploadSearchRow | undefined,
  settings: UploadSearchSettings,
  now: Date,
): { search: Searching; write: Write } | undefined {
  if (search && search.next_at > iso(now)) return undefined;
  const begun = { started_at: iso(now), next_at: plusSeconds(now, settings.every_seconds), failures: 0 };
  if (search) return changeSearch(search, begun);
  const row: Searching = { job_id: UPLOAD_SEARCH_KEY, kind: 'sweep', version: 1, ...begun };
  return { search: row, write: { kind: 'put', row } };
}

/** All up to the cursor is dealt with, but for so many that could not be. */
export function advanceSearch(search: Searching, cursor: VersionCursor, failures: number) {
  return changeSearch(search, { cursor, failures: search.failures + failures });
}

/** The end of the bucket is reached. What could not be made a job is looked at again by the next search. */
export function finishSearch(search: Searching, failures: number): Write {
  const whole = search.failures + failures === 0;
  const set = { version: search.version + 1, failures: 0, ...(whole && { completed_from: search.started_at }) };
  return { ...fenced(search), set, remove: ['started_at', 'cursor'] };
}

/** Whether an object's event should have come by now, and was not looked for by the search before. */
export function isInSearch(version: StoredVersion, search: Searching, settings: UploadSearchSettings): boolean {
  const started = new Date(search.started_at);
  const first = plusSeconds(started, -FIRST_LOOK_BACK_SECONDS);
  const overlap = OVERLAP_SECONDS + (version.multipart ? settings.longest_upload_seconds : 0);
  const from = search.completed_from ? plusSeconds(new Date(search.completed_from), -overlap) : first;
  return version.last_modified >= from && version.last_modified <= plusSeconds(started, -settings.settle_seconds);
}

function changeSearch<Changes extends Partial<UploadSearchRow>>(search: UploadSearchRow, changes: Changes) {
  const set = { ...changes, version: search.version + 1 };
  return { search: { ...search, ...set } as Searching, write: { ...fenced(search), set } as Write };
}

function fenced(search: UploadSearchRow) {
  const when = [{ attribute: 'version', is: 'one_of', values: [search.version] }] as const;
  return { kind: 'update', key: UPLOAD_SEARCH_KEY, when } as const;
}
