import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import type { FleetSettings } from '../../../core/contracts/settings.ts';
import { isHalted } from '../../../core/fleet/breaker.ts';
import { callsLeft, isWaiting } from '../../../core/fleet/launch-budget.ts';
import { type Cause, Seconds } from './causes.ts';

/**
 * What whoever waits for a worker waits for, moment by moment. A moment is shared out among all the workers that are
 * wanted then: those at work on other jobs, those that boot, and those that are not there, for the reason that they are not.
 */
export class FleetMeter {
  readonly #now: () => number;
  readonly #settings: FleetSettings;
  #until: number;
  #seconds = new Seconds();
  #fleet: FleetRow | undefined;
  #waiting = 0;
  #booting = 0;
  #working = 0;

  constructor(now: () => number, settings: FleetSettings) {
    this.#now = now;
    this.#settings = settings;
    this.#until = now();
  }

  /** Since the run began. */
  get seconds(): Seconds {
    this.#pass();
    return this.#seconds.copy();
  }

  jobsWait(more: number): void {
    this.#pass();
    this.#waiting += more;
  }

  instanceChanged(what: 'launched' | 'booted' | 'gone', hadBooted: boolean): void {
    this.#pass();
    if (what === 'launched') this.#booting += 1;
    else if (!hadBooted) this.#booting -= 1;
    if (what === 'booted') this.#working += 1;
    else if (what === 'gone' && hadBooted) this.#working -= 1;
  }

  fleetChanged(fleet: FleetRow): void {
    this.#pass();
    this.#fleet = fleet;
  }

  #pass(): void {
    const seconds = (this.#now() - this.#until) / 1000;
    this.#until = this.#now();
    if (seconds === 0 || this.#waiting === 0) return;
    const { max_workers, waiting_jobs_per_worker } = this.#settings;
    const missing = Math.max(0, Math.ceil(this.#waiting / waiting_jobs_per_worker) - this.#booting);
    const allowed = Math.min(missing, Math.max(0, max_workers - this.#booting - this.#working));
    const wanted = this.#working + this.#booting + missing;
    const share = (cause: Cause, workers: number) =>
      wanted > 0 && this.#seconds.add(cause, (seconds * workers) / wanted);
    share('others', this.#working);
    share('boot', this.#booting);
    share('cap', missing - allowed);
    share(this.#whyNone(), allowed);
  }

  #whyNone(): Cause {
    const now = new Date(this.#until);
    if (!this.#fleet) return 'unasked';
    const { breaker, backoff, calls, reservations } = this.#fleet;
    if (isHalted(breaker, now)) return 'halted';
    if (isWaiting(backoff, this.#booting + this.#working, now)) {
      return backoff?.quota_met_with === undefined ? 'no_capacity' : 'quota';
    }
    if (Object.values(reservations).some((held) => held.instance_ids.length === 0)) return 'asking';
    return callsLeft(calls, now) < 1 ? 'calls' : 'unasked';
  }
}
