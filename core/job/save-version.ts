/**
 * An edit of a job's transcript becomes a further version. Its JSON is stored first, under a name that nobody else takes; then the job's
 * row says, if it is still as the client knew it, that there is one version more: of two who save at once one is refused.
 */
import type { SourcedJob } from '../contracts/job-row.ts';
import type { KeyRow } from '../contracts/key-row.ts';
import { type VersionRow, versionKey } from '../contracts/version-row.ts';
import { type AnyDocument, type EditedDocument, type Version, VersionRequest } from '../contracts/versions.ts';
import { RequestProblem } from '../shared/errors.ts';
import { versionObjectKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import type { Clock } from '../shared/ports.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import type { Table, Update } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { changedSegments, editTranscript } from '../transcript/edit.ts';
import { speakersOf } from '../transcript/speakers.ts';
import { status } from './job-writes.ts';
import { ownCompletedJob } from './own-job.ts';
import { shownVersion } from './shown-version.ts';
import { resultsExpired } from './stored-result.ts';
import { versionDocument } from './stored-version.ts';

export type SaveVersion = {
  table: Pick<Table, 'get' | 'write'>;
  objects: Pick<Objects, 'getText' | 'put'>;
  clock: Clock;
  hash: (text: string) => string;
};

/** The API lists them all at once. */
export const MOST_VERSIONS = 200;

type Asking = { job_id: string; tenant: string; key: Pick<KeyRow, 'job_id'> };

/**
 * @param body not yet checked
 * @throws RequestProblem 400 naming each bad field; 404 as `ownJob`, and when the results have expired; 409 when another version is the
 *   newest, when nothing would change, when there are too many, and while there is no transcript
 */
export async function saveVersion(deps: SaveVersion, { job_id, tenant, key }: Asking, body: unknown): Promise<Version> {
  const request = parseRequest(VersionRequest, body);
  const job = await ownCompletedJob(deps.table, job_id, tenant);
  refuseUnlessNewest(job, request);
  const before = await versionDocument(deps, job, request.based_on);
  if (!before) throw resultsExpired();
  const wanted = await contentOf(deps, job, before, request);
  const changed_segments = changedSegments(before, wanted);
  if (changed_segments === 0 && sameNames(before, wanted)) throw nothingChanged(request.based_on);
  const made = { ...stampOf(deps.clock.now(), request), key: key.job_id, changed_segments };
  const row = await stored(deps, job, made, documentOf(before, wanted, made));
  if (!(await deps.table.write({ kind: 'put', row }, counted(job, request.based_on)))) {
    refuseUnlessNewest(await ownCompletedJob(deps.table, job_id, tenant), request);
    throw conflict('changed_meanwhile', 'the job was changed while the version was saved; save it again');
  }
  return shownVersion(row);
}

function refuseUnlessNewest({ latest_version = 0 }: SourcedJob, { based_on }: VersionRequest): void {
  if (based_on !== latest_version) {
    const detail = `the edit is based on version ${based_on}, and version ${latest_version} is the newest; get that one, and edit it`;
    const errors = [{ pointer: '/based_on', message: `expected ${latest_version}` }];
    throw new RequestProblem({ status: 409, code: 'not_the_newest_version', detail, errors });
  }
  if (latest_version < MOST_VERSIONS) return;
  throw conflict('too_many_versions', `the transcript has ${MOST_VERSIONS} versions, as many as there may be`);
}

type Content = Pick<EditedDocument, 'transcript'> & { speakers: Record<string, string> };
type Made = Pick<
  VersionRow,
  'version' | 'based_on' | 'restored' | 'author' | 'note' | 'created_at' | 'key' | 'changed_segments'
>;

async function contentOf(
  deps: SaveVersion,
  job: SourcedJob,
  before: AnyDocument,
  request: VersionRequest,
): Promise<Content> {
  const { restore, based_on } = request;
  if (restore === undefined) return editTranscript(before, request);
  if (restore > based_on) {
    throw badRequest([
      { pointer: '/restore', message: `is no version of this transcript; expected one up to ${based_on}` },
    ]);
  }
  const then = await versionDocument(deps, job, restore);
  if (!then) throw resultsExpired();
  return { transcript: then.transcript, speakers: speakersOf(then) };
}

function sameNames(before: AnyDocument, { speakers }: Content): boolean {
  const sorted = (names: Record<string, string>) => JSON.stringify(Object.entries(names).sort());
  return sorted(speakersOf(before)) === sorted(speakers);
}

function stampOf(now: Date, { based_on, restore, author, note }: VersionRequest) {
  return {
    version: based_on + 1,
    based_on,
    ...(restore !== undefined && { restored: restore }),
    ...(author !== undefined && { author }),
    ...(note !== undefined && { note }),
    created_at: iso(now),
  };
}

function documentOf(before: AnyDocument, { transcript, speakers }: Content, made: Made): EditedDocument {
  const { version, author = null, created_at } = made;
  const named = Object.keys(speakers).length > 0 ? { speakers } : {};
  const { speakers: _before, ...rest } = before as EditedDocument;
  return { ...rest, transcript, ...named, version: { version, author, created_at } };
}

/** Named by what is in it: who was refused its version leaves it behind, and nobody takes it for another. */
async function stored(deps: SaveVersion, job: SourcedJob, made: Made, document: EditedDocument): Promise<VersionRow> {
  const text = JSON.stringify(document);
  const object_key = versionObjectKey(job.job_id, made.version, deps.hash(text));
  await deps.objects.put(object_key, text, { content_type: 'application/json' });
  const expiry = job.expires_at === undefined ? {} : { expires_at: job.expires_at };
  return {
    job_id: versionKey(job.job_id, made.version),
    kind: 'version',
    for_job_id: job.job_id,
    ...made,
    object_key,
    ...expiry,
  };
}

/** Of a job that is completed, not about to be removed, and as new as the client knew it. */
function counted({ job_id }: SourcedJob, basedOn: number): Update<SourcedJob> {
  const newest = { attribute: 'latest_version' } as const;
  const when = [
    status('completed'),
    { attribute: 'purged_at', is: 'absent' } as const,
    basedOn === 0 ? ({ ...newest, is: 'absent' } as const) : ({ ...newest, is: 'one_of', values: [basedOn] } as const),
  ];
  return { kind: 'update', key: job_id, when, set: { latest_version: basedOn + 1 } };
}

function nothingChanged(basedOn: number): RequestProblem {
  return conflict('nothing_changed', `the transcript would be that of version ${basedOn}, so no version was made`);
}

function conflict(code: string, detail: string): RequestProblem {
  return new RequestProblem({ status: 409, code, detail });
}
