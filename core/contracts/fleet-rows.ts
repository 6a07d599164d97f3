/** The items that are not of a job: workers, the fleet they make, and the search for lost uploads. */
import * as z from 'zod';
import { LaunchAttempt } from './job-row.ts';
import { Due, Expiry, Time } from './row-parts.ts';
import { Market } from './settings.ts';

export const WorkerState = z.enum(['launching', 'idle', 'busy', 'draining', 'ended']);
export type WorkerState = z.infer<typeof WorkerState>;

/**
 * Why a worker took no more jobs. `engine_unusable`: its image or its GPU is broken. `cut_off`: it ended while it waited
 * for a job or a service failed it in taking or handing one back, and not because it was told to. `failed`: over a file.
 * `gave_place`: to a worker of another model.
 */
export const WorkerEnding = z.enum([
  'idle',
  'jobs_done',
  'gave_place',
  'stopped',
  'interrupted',
  'rebalance',
  'engine_unusable',
  'cut_off',
  'failed',
]);
export type WorkerEnding = z.infer<typeof WorkerEnding>;

export const WorkerRow = z.object({
  job_id: z.string().startsWith('worker#'),
  kind: z.literal('worker'),
  instance_id: z.string(),
  state: WorkerState,
  /** Jobs brought to an end; handed back ones do not count. */
  jobs_done: z.int().optional(),
  /** One of `WorkerEnding`, or of a newer version. */
  ended_reason: z.string().optional(),
  instance_type: z.string(),
  market: Market,
  /** Which it serves; absent in rows of versions that knew one model. */
  model: z.string().optional(),
  /** Who has not written by then counts as dead; `draining` workers write it too. */
  alive_until: Time,
  /** When it stopped taking jobs, or ended the last that it took after that. */
  draining_since: Time.optional(),
  /** When it was asked to end after its job, as another model has fewer workers than its share. */
  asked_to_leave_at: Time.optional(),
  launched_at: Time,
  updated_at: Time,
  /** When EC2 said that it takes the instance away. */
  interrupted_at: Time.optional(),
  ...Due,
  ...Expiry,
});
export type WorkerRow = z.infer<typeof WorkerRow>;

export const FleetReservation = z.object({
  count: z.int(),
  instance_ids: z.array(z.string()),
  until: Time,
  /** The sizing that made it, which knows it again by this. */
  by: z.string().optional(),
  /** Which model they serve; absent: the default. */
  model: z.string().optional(),
});
export type FleetReservation = z.infer<typeof FleetReservation>;

/** EC2's calls for workers that may still be made: `tokens` at a time, more as time passes. */
export const LaunchCalls = z.object({ tokens: z.number(), at: Time });
export type LaunchCalls = z.infer<typeof LaunchCalls>;

/** EC2 refused every worker, so often in a row; it is not asked again until then. */
export const LaunchBackoff = z.object({
  refusals: z.int().positive(),
  since: Time,
  until: Time,
  /** Live workers when a quota refused more; fewer of them free a part of it. Absent when it was no quota. */
  quota_met_with: z.int().optional(),
});
export type LaunchBackoff = z.infer<typeof LaunchBackoff>;

/** Workers that ended one after the other without being of any use; from the third on, launches stop until a time. */
export const Breaker = z.object({
  failures: z.int(),
  openings: z.int(),
  /** When the first opening of this row of failures was. */
  since: Time.optional(),
  /** When it opened last, and when one worker may be tried. */
  opened_at: Time.optional(),
  until: Time.optional(),
});
export type Breaker = z.infer<typeof Breaker>;

/** Of the workers that serve one model. */
export const ModelTrust = z.object({
  backoff: LaunchBackoff.optional(),
  breaker: Breaker.optional(),
  /** The latest launch of a worker that has done a job: the image of all launched until then works. */
  proven_at: Time.optional(),
});
export type ModelTrust = z.infer<typeof ModelTrust>;

/** By model, the jobs that were found waiting when the whole queue was looked at last: some of each, the longest waiting first. */
export const FoundWaiting = z.object({ at: Time, jobs: z.record(z.string(), z.array(z.string())) });
export type FoundWaiting = z.infer<typeof FoundWaiting>;

export const FleetRow = z.object({
  job_id: z.literal('fleet'),
  kind: z.literal('fleet'),
  created_at: Time,
  version: z.int(),
  /** Workers asked for and not yet seen as rows, by the fleet version that asked. */
  reservations: z.record(z.string(), FleetReservation),
  calls: LaunchCalls.optional(),
  /** Of the default model, where versions that knew one model look. */
  ...ModelTrust.shape,
  /** Of the others. */
  models: z.record(z.string(), ModelTrust).optional(),
  /** When workers were last launched for each, where the stage has several. */
  launched: z.record(z.string(), Time).optional(),
  /** Where the stage has several models and one of them a long queue; no part of any plan, so written whatever the version. */
  found_waiting: FoundWaiting.optional(),
  /** Calls that were not wholly granted, the latest last: what every job that waits is told. */
  refused: z.array(LaunchAttempt).optional(),
});
export type FleetRow = z.infer<typeof FleetRow>;

/** How far the search for uploads without a job has come. */
export const UploadSearchRow = z.object({
  job_id: z.literal('sweep'),
  kind: z.literal('sweep'),
  version: z.int(),
  /** When the last whole sweep began, whose every finding became a job. */
  completed_from: Time.optional(),
  /** When the sweep in progress began; absent between sweeps. */
  started_at: Time.optional(),
  /** The last object version it has dealt with. */
  cursor: z.object({ key: z.string(), version_id: z.string() }).optional(),
  /** Findings that could not be made jobs; the next sweep looks at them again. */
  failures: z.int(),
  /** When the next sweep begins. */
  next_at: Time,
});
export type UploadSearchRow = z.infer<typeof UploadSearchRow>;
