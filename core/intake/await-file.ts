/** The job that is made before its file comes: S3's event of that file will find it by the file's key. */
import type { AwaitedUpload } from '../contracts/job-source.ts';
import type { RegistrationRequest } from '../contracts/registration.ts';
import { registeredJob } from '../job/new-job.ts';
import { lifetime } from '../webhook/registration-lifetime.ts';
import { newOwner } from './new-owner.ts';
import type { Caller, RegisterCallback } from './register-callback.ts';
import type { AwaitingJob } from './shown-upload.ts';

type Awaited = { job_id: string; awaited_upload: AwaitedUpload };
type Asked = Omit<RegistrationRequest, 'callback_url'> & { callback_url?: string | undefined };

export async function awaitFile(
  deps: RegisterCallback,
  { job_id, awaited_upload }: Awaited,
  asked: Asked,
  caller: Caller,
): Promise<AwaitingJob> {
  const { job, registration } = await newOwner(deps, job_id, asked, caller);
  const { expires_at } = lifetime(deps.clock.now(), deps.registrationDays);
  const row = { ...registeredJob(job, deps.clock.now()), awaited_upload, expires_at };
  if (await deps.table.write(...registration, { kind: 'put', row })) return row;
  throw new Error(`upload id ${job_id} was drawn twice: the random source is broken`);
}
