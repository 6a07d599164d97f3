/** What the time of a job goes into, from its upload to its end. Every moment of it is of one of these, and of one only. */
export const CAUSES = {
  event_sent: 'S3’s event on its way',
  event_late: 'S3’s event late',
  event_lost: 'S3’s event lost, until searched for',
  no_capacity: 'no worker: EC2 had none',
  quota: 'no worker: the account’s quota',
  event_waits: 'the event waits for process-upload',
  event_hidden: 'the event hidden after a fault',
  taken_in: 'being made a job',
  halted: 'no worker: launches halted by the breaker',
  cap: 'no worker: the stage allows no more',
  calls: 'no worker: out of calls to EC2',
  asking: 'no worker: being asked for',
  unasked: 'no worker: not asked for yet',
  boot: 'a worker that boots',
  others: 'behind other jobs',
  hidden: 'its message hidden after a fault',
  claim: 'from receipt to claim',
  work: 'at work on it',
  lease: 'the lease of a worker that is gone',
  rest: 'the rest after a fault',
} as const;

export type Cause = keyof typeof CAUSES;

export const CAUSE_NAMES = Object.keys(CAUSES) as Cause[];

/** What no service can shorten: it is not told, or there are no machines. */
export const WITHHELD: readonly Cause[] = ['event_sent', 'event_late', 'event_lost', 'no_capacity', 'quota'];

/** Seconds by cause. A run may have a million of these. */
export class Seconds {
  readonly #of = new Float64Array(CAUSE_NAMES.length);

  add(cause: Cause, seconds: number): void {
    const place = CAUSE_NAMES.indexOf(cause);
    this.#of[place] = this.of(cause) + seconds;
  }

  of(cause: Cause): number {
    return this.#of[CAUSE_NAMES.indexOf(cause)] ?? 0;
  }

  sum(causes: readonly Cause[] = CAUSE_NAMES): number {
    return causes.reduce((sum, cause) => sum + this.of(cause), 0);
  }

  copy(): Seconds {
    const copy = new Seconds();
    copy.#of.set(this.#of);
    return copy;
  }
}
