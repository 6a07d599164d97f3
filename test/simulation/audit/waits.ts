import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { FleetSettings } from '../../../core/contracts/settings.ts';
import { LEASE_SECONDS } from '../../../core/job/job-writes.ts';
import { CAUSE_NAMES, type Cause, Seconds } from './causes.ts';
import { FleetMeter } from './fleet-meter.ts';
import type { Entry } from './open-uploads.ts';

/** How an upload's event comes. */
export type Announced = 'event_sent' | 'event_late' | 'event_lost';

/** Where one upload is, and what its time went into until `at`. */
export type Wait = {
  spent: Seconds;
  at: number;
  announced: Announced;
  state: 'unknown' | 'known' | 'waiting' | 'working' | 'over';
  /** What hides its message, where something does. */
  hidden_by: Cause;
  /** What the meter of the fleet showed when it began to wait for a worker. */
  meter?: Seconds;
  /** When the service could first know of it. */
  known_at?: number;
  /** What went into it until its first claim. */
  until_claim?: Seconds;
};

/** Shares out the time of every upload among its causes: what is seen of queues, rows and instances ends one and begins the next. */
export class Waits {
  readonly #now: () => number;
  readonly meter: FleetMeter;
  readonly #goneAt = new Map<string, number>();

  constructor(now: () => number, settings: FleetSettings) {
    this.#now = now;
    this.meter = new FleetMeter(now, settings);
  }

  begin(announced: Announced): Wait {
    return { spent: new Seconds(), at: this.#now(), announced, state: 'unknown', hidden_by: 'event_hidden' };
  }

  /** Its event, or another of the same, is in the queue. */
  eventCame({ wait }: Entry): void {
    if (wait.state !== 'unknown') return;
    this.#spend(wait, wait.announced);
    Object.assign(wait, { state: 'known', known_at: this.#now() });
  }

  /** @param visibleSince when whoever receives the message now could have received it */
  eventReceived({ wait }: Entry, visibleSince: number): void {
    if (wait.state !== 'known') return;
    this.#spend(wait, 'event_hidden', visibleSince);
    this.#spend(wait, 'event_waits');
  }

  jobReceived({ wait }: Entry, visibleSince: number): void {
    if (wait.state === 'waiting') this.#waited(wait, visibleSince);
  }

  jobChanged({ wait }: Entry, after: JobRow, before: JobRow | undefined): void {
    if (wait.state === 'over' || (before?.status === after.status && before.attempt === after.attempt)) return;
    if (wait.state === 'working') this.#worked(wait, before as JobRow);
    else if (wait.state === 'waiting') this.#leaveQueue(wait);
    else this.#spend(wait, wait.state === 'unknown' ? wait.announced : 'taken_in');
    wait.known_at ??= this.#now();
    if (after.status === 'launching') this.#wait(wait, after);
    else if (after.status === 'processing') this.#work(wait);
    else if (after.status !== 'registered') wait.state = 'over';
  }

  fleetChanged(fleet: FleetRow): void {
    this.meter.fleetChanged(fleet);
  }

  instanceChanged(
    name: string,
    { instance_id, bootedAt }: { instance_id: string; bootedAt: number | undefined },
  ): void {
    const isGone = name === 'shutting down' || name.startsWith('ended');
    if (name === 'launched' || name === 'booted') this.meter.instanceChanged(name, false);
    if (!isGone || this.#goneAt.has(instance_id)) return;
    this.#goneAt.set(instance_id, this.#now());
    this.meter.instanceChanged('gone', bootedAt !== undefined);
  }

  #wait(wait: Wait, job: JobRow): void {
    Object.assign(wait, { state: 'waiting', meter: this.meter.seconds });
    wait.hidden_by = job.attempts.at(-1)?.outcome === 'crashed' ? 'rest' : 'hidden';
    this.meter.jobsWait(1);
  }

  #work(wait: Wait): void {
    wait.state = 'working';
    wait.until_claim ??= wait.spent.copy();
  }

  /** It was received, or nobody will receive it. What hid its message until then goes before what it waited for a worker. */
  #waited(wait: Wait, visibleSince: number): void {
    const whole = this.#now() - wait.at;
    this.#spend(wait, wait.hidden_by, visibleSince);
    const share = whole > 0 ? (this.#now() - wait.at) / whole : 0;
    const [from, to] = [wait.meter ?? new Seconds(), this.meter.seconds];
    for (const cause of CAUSE_NAMES) wait.spent.add(cause, (to.of(cause) - from.of(cause)) * share);
    Object.assign(wait, { at: this.#now(), meter: to, hidden_by: 'hidden' });
  }

  #leaveQueue(wait: Wait): void {
    this.#spend(wait, 'claim');
    this.meter.jobsWait(-1);
  }

  /** Its worker was at work on it until it was gone, or fell silent. */
  #worked(wait: Wait, { instance_id = '', lease_until }: JobRow): void {
    const lastBeat = Date.parse(lease_until ?? '') - LEASE_SECONDS * 1000;
    const silent = Date.parse(lease_until ?? '') < this.#now() ? lastBeat : Number.POSITIVE_INFINITY;
    this.#spend(wait, 'work', Math.min(this.#goneAt.get(instance_id) ?? Number.POSITIVE_INFINITY, silent));
    this.#spend(wait, 'lease');
  }

  /** Up to that time, or now. */
  #spend(wait: Wait, cause: Cause, until = this.#now()): void {
    const end = Math.max(wait.at, Math.min(until, this.#now()));
    wait.spent.add(cause, (end - wait.at) / 1000);
    wait.at = end;
  }
}
