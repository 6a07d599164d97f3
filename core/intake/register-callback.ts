import type { KeyRow } from '../contracts/key-row.ts';
import { TranscriptionOptions } from '../contracts/options.ts';
import { type RegistrationRequest, registrationRequest } from '../contracts/registration.ts';
import { type RegistrationRow, registrationKey } from '../contracts/rows.ts';
import type { CallbackRules, ModelSettings } from '../contracts/settings.ts';
import type { Registration } from '../contracts/webhook-answers.ts';
import { type HoldToLimits, refuseOverLimit } from '../job/limits.ts';
import { registeredJob } from '../job/new-job.ts';
import { keptMetadata } from '../shared/client-metadata.ts';
import { s3Uri, uploadPath } from '../shared/object-keys.ts';
import type { Clock, Sealer } from '../shared/ports.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import type { Table } from '../shared/table.ts';
import { iso } from '../shared/time.ts';
import { optionsFor } from '../transcript/options.ts';
import type { ServedModels } from '../transcript/served-models.ts';
import {
  type ClassifyHost,
  callbackHostProblem,
  callbackUrlProblem,
  type ResolveHost,
} from '../webhook/callback-url.ts';
import { jobFields } from '../webhook/registration.ts';
import { lifetime } from '../webhook/registration-lifetime.ts';

export type RegisterCallback = HoldToLimits & {
  table: Table;
  sealer: Sealer;
  clock: Clock;
  /** At least 128 random bits, URL-safe: whoever knows the id may upload under it. */
  newCallbackId: () => string;
  classifyHost: ClassifyHost;
  resolveHost: ResolveHost;
  callbackRules: CallbackRules;
  /** How long a registration lasts from its making, and from each upload. */
  registrationDays: number;
  models: ServedModels<ModelSettings>;
  bucket: string;
};

export type Caller = { tenant: string; api_base: string; key?: Pick<KeyRow, 'job_id' | 'limits' | 'scopes'> };

/**
 * Registers a callback and makes the `registered` job row that its first upload will take.
 *
 * @param body the request's JSON, not yet checked
 * @param caller the tenant of the API key, the row of the key, and the base URL under which the client reached this API
 * @throws RequestProblem naming each bad field by JSON pointer; 429 when a limit is reached
 */
export async function registerCallback(deps: RegisterCallback, body: unknown, caller: Caller): Promise<Registration> {
  const urlProblem = (url: string) => callbackUrlProblem(url, deps.callbackRules, deps.classifyHost);
  const request = parseRequest(registrationRequest(optionsFor(deps.models, body), urlProblem), body);
  await refuseOverLimit(deps, caller.tenant, caller.key?.limits);
  await refuseHost(deps, request.callback_url, '/callback_url');
  const registration = await newRegistration(deps, request, caller, deps.newCallbackId());
  const job = registeredJob({ ...jobFields(registration), job_id: registration.callback_id }, deps.clock.now());
  const row = { ...job, expires_at: registration.expires_at };
  const written = await deps.table.write({ kind: 'put', row: registration }, { kind: 'put', row });
  if (!written) throw new Error(`callback id ${registration.callback_id} was drawn twice: the random source is broken`);
  return response(deps, registration);
}

/** Tells a client at once what would else show at its first webhook. */
export async function refuseHost(deps: RegisterCallback, url: string, pointer: string): Promise<void> {
  const hosts = { classify: deps.classifyHost, resolve: deps.resolveHost };
  const message = await callbackHostProblem(url, deps.callbackRules, hosts);
  if (message) throw badRequest([{ pointer, message }]);
}

type NewRegistration = RegistrationRow & ReturnType<typeof lifetime>;

export async function newRegistration(
  deps: RegisterCallback,
  request: RegistrationRequest,
  { tenant, api_base, key }: Caller,
  callback_id: string,
): Promise<NewRegistration> {
  const { callback_url, callback_secret, recording_id, metadata, ...options } = request;
  const now = deps.clock.now();
  return {
    job_id: registrationKey(callback_id),
    kind: 'registration',
    callback_id,
    tenant,
    api_base,
    ...(key && { key: key.job_id }),
    callback_url,
    ...(callback_secret ? { callback_secret: await deps.sealer.seal(callback_secret, callback_id) } : {}),
    options: TranscriptionOptions.parse(options),
    ...(recording_id === undefined ? {} : { recording_id }),
    ...keptMetadata(metadata),
    created_at: iso(now),
    ...lifetime(now, deps.registrationDays),
  };
}

function response(deps: RegisterCallback, registration: NewRegistration): Registration {
  const path = uploadPath(registration.callback_id);
  return {
    callback_id: registration.callback_id,
    upload_path: path,
    message: 'Upload audio files to the provided S3 path',
    bucket: deps.bucket,
    upload_uri: s3Uri(deps.bucket, path),
    status_url: `${registration.api_base}/api/jobs/${registration.callback_id}`,
    expires_at: registration.valid_until,
  };
}
