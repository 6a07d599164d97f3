/**
 * Finds uploads that became no job: S3 delivers events at least once, but a deployment, a full dead-letter queue or a
 * hand that purges one can lose them. What is missing goes the way of any event, so it gets the id the event would give.
 */
import type { JobRow } from '../contracts/job-row.ts';
import { UPLOAD_SEARCH_KEY } from '../contracts/rows.ts';
import type { UploadSearchSettings } from '../contracts/settings.ts';
import { derivedJobId, holds } from '../job/new-job.ts';
import type { Step } from '../shared/due-rows.ts';
import { jobError } from '../shared/errors.ts';
import { parseUploadKey, UPLOAD_PREFIX } from '../shared/object-keys.ts';
import type { StoredVersion, VersionCursor, VersionListing } from '../shared/object-ports.ts';
import type { Log } from '../shared/ports.ts';
import { DAY_SECONDS, iso, plusSeconds } from '../shared/time.ts';
import { type Accepted, type AcceptUpload, acceptUpload, rejectUpload } from './accept-upload.ts';
import type { UploadEvent } from './inspect-upload.ts';
import { isCompanion, isMarker } from './let-be.ts';
import { advanceSearch, beginSearch, finishSearch, isInSearch, isSearching, type Searching } from './lost-uploads.ts';

export type FindLostUploads = AcceptUpload & {
  listing: VersionListing;
  log: Log;
  bucket: string;
  searchSettings: UploadSearchSettings;
};

/** Of a minute's run, in which the fleet is still to be sized. */
const SWEEP_SECONDS = 10;
/** Uploads that are made jobs side by side. */
const AT_ONCE = 10;

export async function findLostUploads(deps: FindLostUploads, step: Step): Promise<void> {
  const ownEnd = deps.clock.now().getTime() + SWEEP_SECONDS * 1000;
  const own: Step = { until: new Date(Math.min(ownEnd, step.until.getTime())), failures: 0, queued: step.queued };
  let search = await currentSearch(deps);
  while (search && deps.clock.now() < own.until) search = await searchPage(deps, own, search);
  step.failures += own.failures;
}

/** The search in progress, or the next if it is due. */
async function currentSearch(deps: FindLostUploads): Promise<Searching | undefined> {
  const row = await deps.table.get(UPLOAD_SEARCH_KEY);
  const search = row?.kind === 'sweep' ? row : undefined;
  if (search && isSearching(search)) return search;
  const begun = beginSearch(search, deps.searchSettings, deps.clock.now());
  return begun && (await deps.table.write(begun.write)) ? begun.search : undefined;
}

/** @returns the search as it goes on; undefined when it is over, or another run goes on with it */
async function searchPage(deps: FindLostUploads, step: Step, search: Searching): Promise<Searching | undefined> {
  const page = await deps.listing.versionPage(UPLOAD_PREFIX, search.cursor);
  const looked = page.versions.filter((version) => isInSearch(version, search, deps.searchSettings));
  const { cursor, failures } = await acceptAll(deps, step, await withoutJob(deps, looked.map(uploadOf(deps))));
  step.failures += failures;
  const next = cursor ?? page.next;
  if (!next) {
    await deps.table.write(finishSearch(search, failures));
    return undefined;
  }
  const advanced = advanceSearch(search, next, failures);
  return (await deps.table.write(advanced.write)) ? advanced.search : undefined;
}

const uploadOf =
  ({ bucket }: FindLostUploads) =>
  ({ key, version_id, size_bytes, last_modified }: StoredVersion): Found => ({
    last_modified,
    upload: {
      bucket,
      s3_key: key,
      s3_version_id: version_id,
      upload_version: version_id,
      size_bytes,
      stored_at: last_modified,
    },
  });

type Found = { upload: UploadEvent & { s3_version_id: string }; last_modified: string };

/** Uploads that no job holds, or whose job was broken off before it began to wait. */
async function withoutJob(deps: FindLostUploads, found: readonly Found[]): Promise<Found[]> {
  const files = found.filter(({ upload }) => !isCompanion(upload.s3_key) && !isMarker(upload));
  const derived = await jobsById(
    deps,
    files.map(({ upload }) => derivedJobId(deps, upload)),
  );
  const others = files.filter(({ upload }) => !isUnderWay(derived.get(derivedJobId(deps, upload)), upload));
  const callbackOf = ({ upload }: Found) => parseUploadKey(upload.s3_key)?.callback_id ?? '';
  const first = await jobsById(deps, others.map(callbackOf));
  return others.filter((one) => !isUnderWay(first.get(callbackOf(one)), one.upload));
}

function isUnderWay(job: JobRow | undefined, upload: UploadEvent): boolean {
  return job !== undefined && job.status !== 'registered' && holds(job, upload);
}

async function jobsById(deps: FindLostUploads, ids: readonly string[]): Promise<Map<string, JobRow>> {
  const rows = await deps.table.getMany([...new Set(ids)].filter((id) => id !== ''));
  return new Map(rows.flatMap((row) => (row.kind === 'job' ? [[row.job_id, row] as const] : [])));
}

/** @returns `cursor` is the last upload dealt with when the time was up before the end */
async function acceptAll(
  deps: FindLostUploads,
  step: Step,
  found: readonly Found[],
): Promise<{ cursor?: VersionCursor; failures: number }> {
  let failures = 0;
  for (let from = 0; from < found.length; from += AT_ONCE) {
    const before = found[from - 1]?.upload;
    if (before && deps.clock.now() >= step.until) {
      return { failures, cursor: { key: before.s3_key, version_id: before.s3_version_id } };
    }
    const accepted = await Promise.all(found.slice(from, from + AT_ONCE).map((one) => acceptLost(deps, step, one)));
    failures += accepted.filter((one) => !one).length;
  }
  return { failures };
}

/** For so long a fault may be one that passes; an upload that cannot be made a job for longer is failed. */
const PATIENCE_SECONDS = DAY_SECONDS;

async function acceptLost(deps: FindLostUploads, step: Step, found: Found): Promise<boolean> {
  const { s3_key, s3_version_id } = found.upload;
  try {
    const accepted = await acceptUpload(deps, found.upload, { again: true });
    if (accepted.kind === 'queued') step.queued.push(accepted.job_id);
    tell(deps, found, accepted);
    return true;
  } catch (error) {
    deps.log.error('an upload without a job could not be made one', { s3_key, s3_version_id, error });
    return plusSeconds(new Date(found.last_modified), PATIENCE_SECONDS) < iso(deps.clock.now()) && giveUp(deps, found);
  }
}

function tell(deps: FindLostUploads, { upload }: Found, accepted: Accepted): void {
  const { s3_key, s3_version_id } = upload;
  if (accepted.kind === 'ignored') deps.log.info('an upload is let be', { s3_key, s3_version_id, ...accepted });
  else deps.log.warn('an upload without a job was found: its event was lost', { s3_key, s3_version_id, ...accepted });
}

/** Or the search would look back to it for ever. Where not even that can be written, the log is all there is. */
async function giveUp(deps: FindLostUploads, { upload }: Found): Promise<true> {
  const { s3_key, s3_version_id } = upload;
  const message = 'the service could not take the file in for a day; ask the operator, then upload it again';
  await rejectUpload(deps, upload, jobError('internal', message)).catch((error) =>
    deps.log.error('an upload is given up, and nobody could be told', { s3_key, s3_version_id, error }),
  );
  return true;
}
