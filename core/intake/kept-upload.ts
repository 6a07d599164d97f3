/** An upload by links whose job was not to start when the file came, but when it is asked for, and as is asked then. */
import type { JobRow, SourcedJob, UploadedJob } from '../contracts/job-row.ts';
import type { RegistrationRequest } from '../contracts/registration.ts';
import { changeJob, status, unsent } from '../job/job-writes.ts';
import { RequestProblem } from '../shared/errors.ts';
import { rowAfter, type Update } from '../shared/table.ts';
import { requirePossible } from '../transcript/possible.ts';
import { newOwner } from './new-owner.ts';
import type { Caller, RegisterCallback } from './register-callback.ts';

type Asked = Omit<RegistrationRequest, 'callback_url'> & { callback_url?: string | undefined };

/** Its file has come, and nobody has asked for its job. */
export function isKept(job: SourcedJob): job is UploadedJob {
  return job.status === 'registered' && job.awaited_upload?.kept === true;
}

/** @throws RequestProblem for options that together cannot be done; 409 when another request, or a cancel, was first */
export async function askForKept(
  deps: RegisterCallback,
  kept: UploadedJob,
  asked: Asked,
  caller: Caller,
): Promise<JobRow> {
  const { job, registration } = await newOwner(deps, kept.job_id, asked, caller);
  requirePossible(deps.models, { ...kept.options, ...job.options });
  const update = startKept(kept, job, deps.clock.now());
  if (!(await deps.table.write(...registration, update))) throw askedBefore();
  return rowAfter(kept, update);
}

/** registered → launching. Options and names that were given with the upload hold where the request has none. */
function startKept(kept: UploadedJob, asked: Partial<JobRow>, now: Date): Update<JobRow> {
  const { tenant: _tenant, job_id: _id, ...fields } = asked;
  const options = { ...kept.options, ...asked.options };
  return changeJob(kept.job_id, now, {
    when: [status('registered'), { attribute: 's3_key', is: 'one_of', values: [kept.s3_key] }],
    set: { ...fields, options, warnings: kept.warnings, ...unsent(now) },
  });
}

function askedBefore(): RequestProblem {
  const detail = 'its job was asked for, or cancelled, at this very moment; look at the job';
  return new RequestProblem({ status: 409, code: 'changed_meanwhile', detail });
}
