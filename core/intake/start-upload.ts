/** A client without rights of its own in S3 gets links to send a file by; the registration is part of the call. */
import type { AwaitedUpload } from '../contracts/job-source.ts';
import { uploadRequest } from '../contracts/registration.ts';
import type { UploadLimits } from '../contracts/settings.ts';
import type { Upload } from '../contracts/uploads.ts';
import { refuseOverLimit } from '../job/limits.ts';
import { uploadPath } from '../shared/object-keys.ts';
import type { UploadLinks } from '../shared/object-ports.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import { optionsFor } from '../transcript/options.ts';
import { callbackUrlProblem } from '../webhook/callback-url.ts';
import { awaitFile } from './await-file.ts';
import { COMPANION, isCompanion } from './let-be.ts';
import { type Caller, type RegisterCallback, refuseHost } from './register-callback.ts';
import { shownUpload } from './shown-upload.ts';
import { partBytes } from './upload-parts.ts';

export type StartUpload = RegisterCallback & { uploadLimits: UploadLimits; uploadLinks: UploadLinks };

/**
 * Makes the job that waits for the file, and links to send it by.
 *
 * @param body the request's JSON, not yet checked
 * @param caller as of a registration
 * @throws RequestProblem naming each bad field by JSON pointer; 429 when a limit is reached
 */
export async function startUpload(deps: StartUpload, body: unknown, caller: Caller): Promise<Upload> {
  const { file, asked } = parse(deps, body);
  await refuseOverLimit(deps, caller.tenant, caller.key?.limits);
  if (asked.callback_url !== undefined) await refuseHost(deps, asked.callback_url, '/callback_url');
  const job_id = deps.newCallbackId();
  const awaited_upload = await beginUpload(deps, job_id, file);
  return shownUpload(deps, await awaitFile(deps, { job_id, awaited_upload }, asked, caller), caller.api_base);
}

function parse(deps: StartUpload, body: unknown) {
  const urlProblem = (url: string) => callbackUrlProblem(url, deps.callbackRules, deps.classifyHost);
  const schema = uploadRequest(optionsFor(deps.models, body), urlProblem, deps.uploadLimits.max_bytes);
  const { file_name, size_bytes, content_type, transcribe, part_bytes, ...asked } = parseRequest(schema, body);
  if (isCompanion(uploadPath('id') + file_name)) throw badRequest([{ pointer: '/file_name', message: COMPANION }]);
  return { file: { file_name, size_bytes, content_type, transcribe, part_bytes }, asked };
}

type Parsed = ReturnType<typeof parse>;

async function beginUpload({ uploadLinks }: StartUpload, id: string, file: Parsed['file']): Promise<AwaitedUpload> {
  const { file_name, size_bytes, content_type } = file;
  const kept = file.transcribe ? {} : ({ kept: true } as const);
  const awaited = { s3_key: uploadPath(id) + file_name, size_bytes, content_type, ...kept };
  const part_bytes = partBytes(size_bytes, file.part_bytes);
  if (part_bytes === undefined) return awaited;
  // Before there is a row: what a call that dies here leaves behind ends by the bucket's rule for unfinished uploads.
  const multipart_id = await uploadLinks.beginParts({ key: awaited.s3_key, content_type });
  return { ...awaited, multipart_id, part_bytes };
}
