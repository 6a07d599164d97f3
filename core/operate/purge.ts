/** What of the bucket and the table is one job's alone, and from when on nobody writes to it any more. */
import type { JobRow } from '../contracts/job-row.ts';
import type { PurgedRow } from '../contracts/rows.ts';
import { CHECKPOINTS_PREFIX, deliveryBodyKey, resultsPrefix, uploadPath } from '../shared/object-keys.ts';
import type { ObjectVersion } from '../shared/object-ports.ts';
import { ROW_TTL_SECONDS } from '../shared/table.ts';
import { epochSecondsIn, iso, plusSeconds } from '../shared/time.ts';
import { FIRST_ATTEMPT_SECONDS } from '../webhook/delivery.ts';
import { webhookIds } from '../webhook/webhook-ids.ts';

/** The version that S3 names of an object put while its bucket was not versioned. */
const UNVERSIONED = 'null';

/** Keys that only this job writes below. */
export function ownPrefixes(jobId: string): string[] {
  return [resultsPrefix(jobId), `${CHECKPOINTS_PREFIX}${jobId}/`];
}

/** Keys of the bodies that the job's webhooks were to carry. */
export function ownBodies(jobId: string): string[] {
  return webhookIds(jobId).map(deliveryBodyKey);
}

/**
 * Whether all other jobs of the callback can be found, by where its uploads lie: of a file that lies elsewhere, or in the web, there
 * may be retries, which no index tells.
 */
export function siblingsAreKnown({ callback_id, s3_key, web_source }: JobRow): boolean {
  if (callback_id === undefined || web_source !== undefined) return false;
  return s3_key === undefined || s3_key.startsWith(uploadPath(callback_id));
}

/** What is left of a purged job: under the id that an event of its upload would give, until no queue holds one. */
export function purgedRow(derivedId: string, now: Date): PurgedRow {
  return {
    job_id: derivedId,
    kind: 'purged',
    removed_at: iso(now),
    expires_at: epochSecondsIn(now, ROW_TTL_SECONDS),
  };
}

export type KeptVersion = ObjectVersion & { because: string };
export type UploadVersions = { remove: ObjectVersion[]; keep: KeptVersion[] };

/**
 * Which versions of the upload's key go with the job: its own, and when nothing else remains, every delete marker. A
 * marker above a version that stays is what hides it, so it stays too.
 *
 * @param versions of the upload's key
 * @param related other jobs, of this key or another
 * @param everyVersion takes those along that no job accounts for: uploads whose event is still under way, or was lost
 */
export function uploadVersions(
  job: JobRow,
  versions: readonly ObjectVersion[],
  related: readonly JobRow[],
  everyVersion: boolean,
): UploadVersions {
  const owners = new Map(related.filter((one) => one.s3_key === job.s3_key).map((one) => [versionOf(one), one.job_id]));
  const whyKept = ({ version_id, kind }: ObjectVersion): string | undefined => {
    if (kind === 'delete-marker') return undefined;
    // Its own version too, where a retry is of the same.
    const owner = owners.get(version_id);
    if (owner) return `it is the upload of job ${owner}`;
    if (version_id === versionOf(job)) return undefined;
    return everyVersion ? undefined : 'no job accounts for it; --every-version takes it along';
  };
  const keep = versions.flatMap((version) => {
    const because = whyKept(version);
    return because ? [{ ...version, because }] : [];
  });
  const markers = versions.filter(({ kind }) => kind === 'delete-marker');
  const keptMarkers = keep.length > 0 ? markers.map((marker) => ({ ...marker, because: 'it hides what stays' })) : [];
  const kept = [...keep, ...keptMarkers];
  const isKept = (version: ObjectVersion) => kept.some(({ version_id }) => version_id === version.version_id);
  return { remove: versions.filter((version) => !isKept(version)), keep: kept };
}

/** A worker that was cancelled writes until its lease ends; one that has finished, until its first webhook attempt ends. */
export function quietFrom(job: JobRow): string {
  const lease = job.lease_until ?? '';
  const finish =
    job.attempt > 0 && job.finished_at ? plusSeconds(new Date(job.finished_at), FIRST_ATTEMPT_SECONDS) : '';
  const latest = lease > finish ? lease : finish;
  return latest === '' ? iso(new Date(0)) : latest;
}

function versionOf(job: JobRow): string {
  return job.s3_version_id ?? UNVERSIONED;
}
