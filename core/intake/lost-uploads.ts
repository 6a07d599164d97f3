/**
 * The search for uploads whose event never came. The row `sweep` says how far it is, so that runs of `reconcile` share
 * one search, page after page; its version fences them.
 */
import type { SweepRow } from '../contracts/fleet-rows.ts';
import { SWEEP_KEY } from '../contracts/rows.ts';
import type { SweepSettings } from '../contracts/settings.ts';
import type { StoredVersion, VersionCursor } from '../shared/ports.ts';
import type { Write } from '../shared/table.ts';
import { DAY_SECONDS, iso, plusSeconds } from '../shared/time.ts';

/** The first sweep looks back as far as SQS keeps an event; what is older was there before this service looked after it. */
const FIRST_LOOK_BACK_SECONDS = 14 * DAY_SECONDS;
/** Sweeps overlap by this much, so that no difference of clocks leaves a gap. */
const OVERLAP_SECONDS = 3600;

export type Sweeping = SweepRow & { started_at: string };

export function isSweeping(sweep: SweepRow): sweep is Sweeping {
  return sweep.started_at !== undefined;
}

/** The next sweep begins; undefined while it is not due. */
export function beginSweep(
  sweep: SweepRow | undefined,
  settings: SweepSettings,
  now: Date,
): { sweep: Sweeping; write: Write } | undefined {
  if (sweep && sweep.next_at > iso(now)) return undefined;
  const begun = { started_at: iso(now), next_at: plusSeconds(now, settings.every_seconds), failures: 0 };
  if (sweep) return change(sweep, begun);
  const row: Sweeping = { job_id: SWEEP_KEY, kind: 'sweep', version: 1, ...begun };
  return { sweep: row, write: { kind: 'put', row } };
}

/** All up to the cursor is dealt with, but for so many that could not be. */
export function advanceSweep(sweep: Sweeping, cursor: VersionCursor, failures: number) {
  return change(sweep, { cursor, failures: sweep.failures + failures });
}

/** The end of the bucket is reached. What could not be made a job is looked at again by the next sweep. */
export function finishSweep(sweep: Sweeping, failures: number): Write {
  const whole = sweep.failures + failures === 0;
  const set = { version: sweep.version + 1, failures: 0, ...(whole && { completed_from: sweep.started_at }) };
  return { ...fenced(sweep), set, remove: ['started_at', 'cursor'] };
}

/** Whether an object's event should have come by now, and was not looked for by the sweep before. */
export function isInSweep(version: StoredVersion, sweep: Sweeping, settings: SweepSettings): boolean {
  const started = new Date(sweep.started_at);
  const first = plusSeconds(started, -FIRST_LOOK_BACK_SECONDS);
  const overlap = OVERLAP_SECONDS + (version.multipart ? settings.longest_upload_seconds : 0);
  const from = sweep.completed_from ? plusSeconds(new Date(sweep.completed_from), -overlap) : first;
  return version.last_modified >= from && version.last_modified <= plusSeconds(started, -settings.settle_seconds);
}

function change<Changes extends Partial<SweepRow>>(sweep: SweepRow, changes: Changes) {
  const set = { ...changes, version: sweep.version + 1 };
  return { sweep: { ...sweep, ...set } as Sweeping, write: { ...fenced(sweep), set } as Write };
}

function fenced(sweep: SweepRow) {
  const when = [{ attribute: 'version', is: 'one_of', values: [sweep.version] }] as const;
  return { kind: 'update', key: SWEEP_KEY, when } as const;
}
