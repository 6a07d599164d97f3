/** The message of a job that waits: it says which row has work, and its row says whether the queue has it. */
import { hasSource, type JobRow, type SourcedJob } from '../contracts/job-row.ts';
import type { JobMessage } from '../contracts/messages.ts';
import { jobError, RefusedForGoodError } from '../shared/errors.ts';
import { resultsPrefix, s3Uri } from '../shared/object-keys.ts';
import type { Clock, JobQueues } from '../shared/ports.ts';
import type { Table } from '../shared/table.ts';
import { DAY_SECONDS, iso, secondsBetween } from '../shared/time.ts';
import { ModelUnavailableError, requireModel, type ServedModels } from '../transcript/served-models.ts';
import { type EndJob, failJob } from './end.ts';
import { markQueued } from './job.ts';
import { isTerminal, nextSequence } from './job-state.ts';

/** Uploads without a registration share one place, so that many of them make nobody wait. No tenant has such a name. */
const NOBODY = '_unregistered';

export type SendMessage = { table: Table; jobs: Pick<JobQueues, 'send'>; clock: Clock; models: ServedModels };

export function jobMessage(job: JobRow): JobMessage {
  return {
    job_id: job.job_id,
    s3_input: job.web_source?.url ?? s3Uri(job.bucket ?? '', job.s3_key ?? ''),
    s3_output: s3Uri(job.bucket ?? '', resultsPrefix(job.job_id)),
  };
}

/**
 * What a message that was received is to its job. `unreadable`: the row is in another version's words. `unknown`: there is
 * no such job, or it has nothing to transcribe. `ended`: the job is over. `outdated`: a newer message stands for it.
 */
export type MessageAbout =
  | { kind: 'unreadable' | 'unknown' }
  | { kind: 'ended' | 'outdated' | 'current'; job: SourcedJob };

/** For whoever holds a message: a worker that received it, an operator who found it set aside. */
export async function aboutMessage(
  table: Pick<Table, 'get' | 'has'>,
  { job_id, sequence = 0 }: JobMessage,
): Promise<MessageAbout> {
  const row = await table.get(job_id);
  if (!row && (await table.has(job_id))) return { kind: 'unreadable' };
  if (row?.kind !== 'job' || !hasSource(row)) return { kind: 'unknown' };
  if (isTerminal(row)) return { kind: 'ended', job: row };
  return { kind: sequence < (row.sequence ?? 0) ? 'outdated' : 'current', job: row };
}

/** @param sequence the message's number if it is sent again: it makes this message the one that counts */
async function send(deps: SendMessage, job: JobRow, sequence?: number, delay_seconds?: number): Promise<void> {
  const model = requireModel(deps.models, job.options);
  const message = { ...jobMessage(job), ...(sequence !== undefined && { sequence }) };
  await deps.jobs.send(message, { model, tenant: job.tenant ?? NOBODY, ...(delay_seconds && { delay_seconds }) });
  await deps.table.write(markQueued(job, deps.clock.now(), { sequence, model }));
}

/**
 * Sends another message for a job that waits.
 *
 * @param delay_seconds until a worker can receive it
 * @throws ModelUnavailableError when no worker serves the model that it asks for
 */
export async function requeue(deps: SendMessage, job: JobRow, delay_seconds?: number): Promise<void> {
  await send(deps, job, nextSequence(job), delay_seconds);
}

/** Of tries to send the first message; an outage of the queue is over by then. */
const UNSENT_SECONDS = DAY_SECONDS;

/**
 * Sends the first message of a job, or with `again` another one. A job whose message will never get into the queue is
 * failed: no worker would ever hear of it.
 *
 * @returns whether the job waits in the queue
 */
export async function sendOrFail(
  deps: SendMessage & EndJob,
  job: JobRow,
  { again = false, delay_seconds }: { again?: boolean; delay_seconds?: number } = {},
): Promise<boolean> {
  try {
    await (again ? requeue(deps, job, delay_seconds) : send(deps, job));
    return true;
  } catch (error) {
    if (error instanceof ModelUnavailableError) {
      await failJob(deps, job, jobError('model_unavailable', error.message));
      return false;
    }
    if (!isUnsendable(job, error, deps.clock.now())) throw error;
    deps.log.error('the message of a job cannot be sent', { job_id: job.job_id, error });
    const message = 'the service could not hand the file on to a worker; ask the operator to look at the job';
    await failJob(deps, job, jobError('internal', message));
    return false;
  }
}

/** What was in the queue once has nothing in it that the queue refuses, and may have a worker or a result by now. */
function isUnsendable(job: JobRow, error: unknown, now: Date): boolean {
  if (job.queued_at !== undefined) return false;
  const seconds = secondsBetween(job.released_at ?? job.uploaded_at ?? job.created_at, iso(now));
  return error instanceof RefusedForGoodError || seconds > UNSENT_SECONDS;
}
