/**
 * A client sends a small file itself. It goes into the bucket as the file of a job that was made for it, and from there by the way of
 * every upload: S3 tells of it, or the search of the bucket finds it.
 */
import { formRequest } from '../contracts/registration.ts';
import type { UploadLimits } from '../contracts/settings.ts';
import { MOST_FORM_FILE_BYTES, UploadFields } from '../contracts/uploads.ts';
import { cancelOwnJob } from '../job/cancel.ts';
import type { EndJob } from '../job/end.ts';
import { refuseOverLimit } from '../job/limits.ts';
import { RequestProblem } from '../shared/errors.ts';
import { uploadPath } from '../shared/object-keys.ts';
import { badRequest, parseRequest } from '../shared/request.ts';
import { optionsFor } from '../transcript/options.ts';
import { callbackUrlProblem } from '../webhook/callback-url.ts';
import { awaitFile } from './await-file.ts';
import { type FormFields, formValues } from './form-fields.ts';
import { COMPANION, isCompanion } from './let-be.ts';
import { type Caller, type RegisterCallback, refuseHost } from './register-callback.ts';
import type { AwaitingJob } from './shown-upload.ts';

export type TakeFile = RegisterCallback & EndJob & { uploadLimits: UploadLimits };
export type SentForm = { fields: FormFields; file: SentFile };
export type SentFile = { name: string; content_type: string; bytes: Uint8Array };

/**
 * @param caller as of a registration
 * @returns the job, which waits for S3's event of the file
 * @throws RequestProblem 400 naming each bad field by JSON pointer; 413 for a file that is too large; 429 when a limit is reached
 */
export async function takeFile(deps: TakeFile, { fields, file }: SentForm, caller: Caller): Promise<AwaitingJob> {
  const file_name = acceptedName(file.name);
  refuseSize(deps, file.bytes.length);
  const asked = parse(deps, fields);
  await refuseOverLimit(deps, caller.tenant, caller.key?.limits);
  if (asked.callback_url !== undefined) await refuseHost(deps, asked.callback_url, '/callback_url');
  const job_id = deps.newCallbackId();
  const s3_key = uploadPath(job_id) + file_name;
  const awaited_upload = { s3_key, size_bytes: file.bytes.length, content_type: contentType(file) };
  const job = await awaitFile(deps, { job_id, awaited_upload }, asked, caller);
  await store(deps, job, file.bytes, caller);
  return job;
}

/** What is not known to be stored may be there all the same: its job is cancelled, so that the file, sent again, is not heard twice. */
async function store(deps: TakeFile, job: AwaitingJob, bytes: Uint8Array, { tenant }: Caller): Promise<void> {
  const { s3_key, content_type } = job.awaited_upload;
  await deps.objects.put(s3_key, bytes, { content_type }).catch(async (error) => {
    await cancelOwnJob(deps, job.job_id, tenant).catch((refused) =>
      deps.log.warn('a job whose file was not stored waits for it', { job_id: job.job_id, error: refused }),
    );
    throw error;
  });
}

function parse(deps: TakeFile, fields: FormFields) {
  const urlProblem = (url: string) => callbackUrlProblem(url, deps.callbackRules, deps.classifyHost);
  const schema = formRequest(optionsFor(deps.models, Object.fromEntries(fields)), urlProblem);
  return parseRequest(schema, formValues(schema, fields));
}

function acceptedName(name: string): string {
  const parsed = UploadFields.file_name.safeParse(name);
  if (!parsed.success) throw wrongFile(`has a wrong name: ${parsed.error.issues[0]?.message}`);
  if (isCompanion(uploadPath('id') + name)) throw wrongFile(COMPANION);
  return name;
}

function refuseSize({ uploadLimits }: TakeFile, size: number): void {
  const { max_bytes } = uploadLimits;
  if (size === 0) throw wrongFile('has 0 bytes; send one that holds audio');
  if (size > max_bytes) throw wrongFile(`has ${size} bytes; expected at most ${max_bytes}; split or compress it`);
  if (size <= MOST_FORM_FILE_BYTES) return;
  const detail = `the file has ${size} bytes, and a form takes ${MOST_FORM_FILE_BYTES}; send it by the links of POST /api/v1/uploads`;
  throw new RequestProblem({ status: 413, code: 'request_too_large', detail });
}

/** Of no importance: the file itself is read. */
function contentType({ content_type }: SentFile): string {
  const parsed = UploadFields.content_type.safeParse(content_type);
  return parsed.success ? parsed.data : UploadFields.content_type.parse(undefined);
}

function wrongFile(message: string) {
  return badRequest([{ pointer: '/file', message }]);
}
