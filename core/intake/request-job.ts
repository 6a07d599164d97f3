/** A client asks for a job of a file that is there already: in the web, in another bucket, among its uploads, or kept for this. */

import { jobRequest } from '../contracts/job-request.ts';
import type { JobRow } from '../contracts/job-row.ts';
import type { RegistrationRequest } from '../contracts/registration.ts';
import { furtherJob } from '../job/further-job.ts';
import { refuseOverLimit } from '../job/limits.ts';
import { fetchedJob, submitted } from '../job/new-job.ts';
import { type StartAtOnce, startAtOnce } from '../job/start-at-once.ts';
import { shownUri } from '../shared/further-buckets.ts';
import { s3Uri } from '../shared/object-keys.ts';
import { parseRequest } from '../shared/request.ts';
import type { Write } from '../shared/table.ts';
import { engineProblem } from '../transcript/engines.ts';
import { modelAsked, optionsFor } from '../transcript/options.ts';
import { callbackUrlProblem } from '../webhook/callback-url.ts';
import { askForKept, isKept } from './kept-upload.ts';
import { fileAt, type KnownFiles, objectElsewhere, uploadOf } from './known-file.ts';
import { newOwner } from './new-owner.ts';
import { type Caller, type RegisterCallback, refuseHost } from './register-callback.ts';

export type RequestJob = RegisterCallback & StartAtOnce & KnownFiles;

type Asked = Omit<RegistrationRequest, 'callback_url'> & { callback_url?: string | undefined };

/**
 * Makes the job, and puts it into the queue.
 *
 * @param body the request's JSON, not yet checked
 * @param caller as of a registration; an operator's key may name files that are nobody's
 * @returns its id
 * @throws RequestProblem 400 naming each bad field by JSON pointer; 404 for a file that the caller has not; 409 for an upload
 *   that has not come; 429 when a limit is reached
 */
export async function requestJob(deps: RequestJob, body: unknown, caller: Caller): Promise<string> {
  const { url, s3_uri, upload_id, ...asked } = parse(deps, body);
  await refuseOverLimit(deps, caller.tenant, caller.key?.limits);
  if (asked.callback_url !== undefined) await refuseHost(deps, asked.callback_url, '/webhook_url');
  const row = await rowFor(deps, { url, s3_uri, upload_id }, asked, caller);
  await startAtOnce(deps, row);
  return row.job_id;
}

type Source = Partial<Record<'url' | 's3_uri' | 'upload_id', string | undefined>>;

async function rowFor(deps: RequestJob, source: Source, asked: Asked, caller: Caller): Promise<JobRow> {
  const { url, s3_uri } = source;
  if (url !== undefined) {
    await refuseHost(deps, url, '/url');
    return fetched(deps, addressOf(url), asked, caller);
  }
  const object = s3_uri === undefined ? undefined : objectElsewhere(deps, s3_uri, caller);
  if (!object) return known(deps, source, asked, caller);
  return fetched(deps, { whole: s3Uri(object.bucket, object.key), shown: shownUri(object) }, asked, caller);
}

function parse(deps: RequestJob, body: unknown) {
  const urlProblem = (url: string) => callbackUrlProblem(url, deps.callbackRules, deps.classifyHost);
  const model = modelAsked(deps.models, body);
  const schema = jobRequest(optionsFor(deps.models, body), urlProblem, (name) => engineProblem(name, model));
  const { webhook_url, webhook_secret, engine: _, ...asked } = parseRequest(schema, body);
  return { ...asked, callback_url: webhook_url, callback_secret: webhook_secret };
}

/** What stands in its query may be secret; what follows a `#` is for nobody. */
function addressOf(url: string): Address {
  const address = new URL(url);
  address.hash = '';
  const whole = address.href;
  address.search = '';
  return { whole, shown: address.href };
}

/** `shown`: to everybody who sees the job. */
type Address = { whole: string; shown: string };

async function fetched(deps: RequestJob, { whole, shown }: Address, asked: Asked, caller: Caller): Promise<JobRow> {
  const job_id = deps.newCallbackId();
  const { job, registration } = await newOwner(deps, job_id, asked, caller);
  const web_source = { url: shown, sealed_url: await deps.sealer.seal(whole, job_id), sealed_for: job_id };
  return put(deps, fetchedJob(job, { bucket: deps.bucket, web_source }, deps.clock.now()), registration);
}

async function known(deps: RequestJob, { s3_uri, upload_id }: Source, asked: Asked, caller: Caller): Promise<JobRow> {
  const of = s3_uri === undefined ? await uploadOf(deps, upload_id ?? '', caller) : await fileAt(deps, s3_uri, caller);
  if (isKept(of)) return askForKept(deps, of, asked, caller);
  const job_id = deps.newCallbackId();
  const { job, registration } = await newOwner(deps, job_id, asked, caller);
  return put(deps, furtherJob(job, of, job_id, deps.clock.now()), registration);
}

async function put(deps: RequestJob, row: JobRow, registration: Write[]): Promise<JobRow> {
  if (await deps.table.write(...registration, { kind: 'put', row }, submitted(row))) return row;
  throw new Error(`job id ${row.job_id} was drawn twice: the random source is broken`);
}
