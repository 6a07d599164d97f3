/**
 * The life of a worker's row: `launching` (written by its launcher) → `idle` ⇄ `busy` → `draining` → `ended`. Until it has
 * ended it stands in the index `due` and counts towards the cap of the fleet; when it has, reconcile takes it out once
 * it has looked at how it ended.
 */
import type { WorkerRow } from '../contracts/fleet-rows.ts';
import { workerKey } from '../contracts/rows.ts';
import { count } from '../shared/counters.ts';
import type { LaunchedInstance } from '../shared/ports.ts';
import type { AddCounts, PutIfAbsent, Update } from '../shared/table.ts';
import { DAY_SECONDS, epochSecondsIn, iso, plusSeconds } from '../shared/time.ts';

/** From launch to the worker's first beat: boot of a cold GPU instance takes 1 to 3 minutes, slow ones more. */
export const BOOT_SECONDS = 600;
/** A live worker writes its row this often… */
export const WORKER_HEARTBEAT_SECONDS = 30;
/** …and counts as dead after this long without. */
export const WORKER_SILENCE_SECONDS = 150;
/** The row of an ended worker is kept for the operator to read. */
const WORKER_TTL_SECONDS = 7 * DAY_SECONDS;

type PutWorker = PutIfAbsent & { row: WorkerRow };

/** @property model - the name of the one that it serves */
type ServingInstance = LaunchedInstance & { model?: string };

export function launchedWorker(instance: ServingInstance, now: Date): PutWorker {
  return newWorker(instance, 'launching', plusSeconds(now, BOOT_SECONDS), now);
}

/** The first row of a worker whose launcher died before writing it. */
export function selfReportedWorker(instance: ServingInstance, now: Date): PutWorker {
  return newWorker(instance, 'idle', plusSeconds(now, WORKER_SILENCE_SECONDS), now);
}

/** Goes with the first row of a worker, whoever writes it. */
export function launchCounted({ instance_id, market }: LaunchedInstance): AddCounts {
  return count(instance_id, { [`launched:${market}`]: 1 });
}

/** What a worker tells of itself beside its state. */
export type WorkerFacts = Pick<Partial<WorkerRow>, 'jobs_done' | 'ended_reason' | 'draining_since'>;

/**
 * A beat of a live worker, with what it does now. A draining worker never counts as free again: other beats are refused
 * from then on. It still counts towards the cap, as it may be on its last job.
 */
export function workerState(
  instanceId: string,
  state: 'idle' | 'busy' | 'draining',
  now: Date,
  facts: WorkerFacts = {},
): Update<WorkerRow> {
  const before: WorkerRow['state'][] = ['launching', 'idle', 'busy'];
  const aliveUntil = plusSeconds(now, WORKER_SILENCE_SECONDS);
  return changeWorker(instanceId, now, {
    when: [stateIs(...before, ...(state === 'draining' ? [state] : []))],
    set: { ...facts, state, alive_until: aliveUntil, due_class: 'worker', due_at: aliveUntil },
  });
}

/** EC2 said that it takes the instance away: it will be free for no job, and its end proves nothing about the image. */
export function interruptedWorker(instanceId: string, now: Date): Update<WorkerRow> {
  const set = { state: 'draining' as const, interrupted_at: iso(now) };
  return changeWorker(instanceId, now, { when: [stateIs('launching', 'idle', 'busy', 'draining')], set });
}

/** It is to end after the job that it has, for a worker of another model: its next beat is refused, by which it finds out. */
export function askedToLeave({ instance_id, state }: WorkerRow, now: Date): Update<WorkerRow> {
  const when = [stateIs('idle', 'busy'), stateIs(state)];
  return changeWorker(instance_id, now, { when, set: { state: 'draining', asked_to_leave_at: iso(now) } });
}

/** The instance is shutting down, for a reason of its own. What the worker says of its end, if it does, counts for more. */
export function endingWorker({ instance_id, state }: WorkerRow, now: Date): Update<WorkerRow> {
  const reason: WorkerFacts = state === 'idle' ? { ended_reason: 'cut_off' } : {};
  const when = [stateIs('idle', 'busy'), stateIs(state)];
  return changeWorker(instance_id, now, { when, set: { ...reason, state: 'draining' } });
}

/** The worker's last word. It stays in the index, due at once, for reconcile to look at how it ended. */
export function endedWorker(instanceId: string, facts: WorkerFacts, now: Date): Update<WorkerRow> {
  return changeWorker(instanceId, now, {
    when: [stateIs('launching', 'idle', 'busy', 'draining')],
    set: { ...facts, state: 'ended', due_class: 'worker', due_at: iso(now) },
  });
}

/** Takes a worker that has ended out of the index. Applies once, so that its end is counted once. */
export function goneWorker(instanceId: string, now: Date): Update<WorkerRow> {
  return changeWorker(instanceId, now, {
    when: [{ attribute: 'due_class', is: 'one_of', values: ['worker'] }],
    set: { state: 'ended' },
    remove: ['due_class', 'due_at'],
  });
}

function newWorker(instance: ServingInstance, state: WorkerRow['state'], aliveUntil: string, now: Date): PutWorker {
  const row: WorkerRow = {
    ...instance,
    job_id: workerKey(instance.instance_id),
    kind: 'worker',
    state,
    alive_until: aliveUntil,
    launched_at: iso(now),
    updated_at: iso(now),
    expires_at: epochSecondsIn(now, WORKER_TTL_SECONDS),
    due_class: 'worker',
    due_at: aliveUntil,
  };
  return { kind: 'put', row };
}

function changeWorker(
  instanceId: string,
  now: Date,
  update: Omit<Update<WorkerRow>, 'kind' | 'key'>,
): Update<WorkerRow> {
  const set = { ...update.set, updated_at: iso(now) };
  return { kind: 'update', key: workerKey(instanceId), ...update, set };
}

const stateIs = (...values: WorkerRow['state'][]) => ({ attribute: 'state', is: 'one_of', values }) as const;
