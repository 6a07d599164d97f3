/** Whose a new job is, that does not come of a registration made before. */
import { TranscriptionOptions } from '../contracts/options.ts';
import type { RegistrationRequest } from '../contracts/registration.ts';
import type { NewJob } from '../job/new-job.ts';
import { keptMetadata } from '../shared/client-metadata.ts';
import type { Write } from '../shared/table.ts';
import { jobFields } from '../webhook/registration.ts';
import { type Caller, newRegistration, type RegisterCallback } from './register-callback.ts';

type Asked = Omit<RegistrationRequest, 'callback_url'> & { callback_url?: string | undefined };

/** With a callback there is a registration as any other; without one, the job itself says whose it is. */
export async function newOwner(
  deps: RegisterCallback,
  job_id: string,
  { callback_url, ...asked }: Asked,
  caller: Caller,
): Promise<{ job: NewJob; registration: Write[] }> {
  if (callback_url !== undefined) {
    const row = await newRegistration(deps, { ...asked, callback_url }, caller, job_id);
    return { job: { ...jobFields(row), job_id }, registration: [{ kind: 'put', row }] };
  }
  const { callback_secret: _, recording_id, metadata, ...options } = asked;
  const job = {
    job_id,
    tenant: caller.tenant,
    ...(caller.key && { key: caller.key.job_id }),
    ...(recording_id !== undefined && { recording_id }),
    ...keptMetadata(metadata),
    options: TranscriptionOptions.parse(options),
    warnings: [],
  };
  return { job, registration: [] };
}
