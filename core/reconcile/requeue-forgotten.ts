/** Jobs that wait past their time: their message is gone, or there has been no worker for them for very long. */
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { JobRow } from '../contracts/job-row.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import { starvedSince } from '../fleet/fleet.ts';
import { readFleet } from '../fleet/size.ts';
import { failJob } from '../job/end.ts';
import { sendOrFail } from '../job/message.ts';
import type { ReleaseJobs } from '../job/release.ts';
import { type StartJob, startJob } from '../job/start.ts';
import { dueRows, forEachRow, type Step } from '../shared/due-rows.ts';
import { jobError } from '../shared/errors.ts';
import type { JobQueues } from '../shared/ports.ts';
import type { DueItem } from '../shared/table.ts';
import { iso, plusSeconds, secondsBetween } from '../shared/time.ts';
import { countedFor, furtherModel, modelNamed } from '../transcript/served-models.ts';

export type RequeueJobs = ReleaseJobs & StartJob & { jobs: JobQueues; fleet: FleetSettings };

/** Living jobs are counted up to here; in a longer queue a lost message is noticed when it has become shorter. */
const MANY = { limit: 20_000 };
/** After this long a job gets another message whatever the queue seems to hold: its depth is an estimate. */
const DOUBT_SECONDS = 6 * 3600;

/** Each queue by itself: one that is long and in order hides nothing of another. */
export async function requeueForgottenJobs(deps: RequeueJobs, step: Step): Promise<void> {
  const fleet = await readFleet(deps);
  for (const { name } of deps.models) await requeueForgottenOf(deps, step, name, fleet);
}

async function requeueForgottenOf(deps: RequeueJobs, step: Step, model: string, fleet: FleetRow): Promise<void> {
  let missing: boolean | undefined;
  for await (const jobs of dueRows(deps, step, 'waiting', 'job', amongThose(deps, model))) {
    if (jobs.length > 0) missing ??= await messagesAreMissing(deps, model);
    const { hopeless, forgotten } = sort(deps, jobs, { fleet, missing: missing === true, model });
    await forEachRow(deps, step, hopeless, (job) => giveUp(deps, job));
    await forEachRow(deps, step, forgotten, (job) => sendAgain(deps, job));
    // The longest waiting come first: if one of these is in order, so is what follows.
    if (hopeless.length + forgotten.length < jobs.length) return;
  }
}

/** What was in the queue once is held no more. */
async function sendAgain(deps: RequeueJobs, job: JobRow): Promise<unknown> {
  return (job.queued_at === undefined ? startJob : sendOrFail)(deps, job, { again: true });
}

/** The depth counts the messages of running jobs too: they stay, in flight, until their job has ended. */
async function messagesAreMissing(deps: RequeueJobs, model: string): Promise<boolean> {
  const [waiting, running] = await Promise.all([deps.table.due('waiting', MANY), deps.table.due('running', MANY)]);
  const isOurs = amongThose(deps, model) ?? (() => true);
  return (await deps.jobs.depth(model)) < [...waiting, ...running].filter(isOurs).length;
}

/** Undefined where the stage has one model: then all jobs are. */
function amongThose({ models }: RequeueJobs, model: string): ((item: DueItem) => boolean) | undefined {
  return models.length === 1 ? undefined : ({ state }) => countedFor(models, state) === model;
}

type Found = { fleet: FleetRow; missing: boolean; model: string };

function sort(deps: RequeueJobs, jobs: readonly JobRow[], { fleet, missing, model }: Found) {
  const now = deps.clock.now();
  const longAgo = plusSeconds(now, -DOUBT_SECONDS);
  const since = starvedSince(fleet, furtherModel(deps.models, model));
  const isGone = ({ options }: JobRow) => modelNamed(deps.models, options.model) === undefined;
  const hopeless = jobs.filter((job) => !isGone(job) && isHopeless(job, since, deps.fleet.give_up_seconds, now));
  const others = jobs.filter((job) => !hopeless.includes(job));
  // What asks for a model that is served no more is failed as soon as it is to be sent.
  const forgotten = others.filter(
    (job) => missing || isGone(job) || job.queued_at === undefined || job.queued_at < longAgo,
  );
  return { hopeless, forgotten };
}

/** Both the job and the fleet have waited for too long: a job that only waits for its turn is never given up. */
function isHopeless(job: JobRow, since: string | undefined, seconds: number, now: Date): boolean {
  const waited = (from: string | undefined) => from !== undefined && secondsBetween(from, iso(now)) >= seconds;
  return waited(since) && waited(job.released_at ?? job.uploaded_at ?? job.created_at);
}

async function giveUp(deps: RequeueJobs, job: JobRow): Promise<void> {
  const hours = Math.round(deps.fleet.give_up_seconds / 3600);
  const message = `no machine was to be had for this file in ${hours} hours; send it again later`;
  await failJob(deps, job, jobError('capacity_unavailable', message));
}
