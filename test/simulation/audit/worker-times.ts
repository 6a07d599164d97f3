import type { Instance } from '../aws/instance.ts';
import type { Ledger } from './ledger.ts';

/** When workers ended: none may go on long after the last job. */
export class WorkerTimes {
  readonly #ledger: Ledger;
  /** How old a worker may grow where only its age ends it, in seconds. */
  readonly #allowedAge: number;
  #last = { allowed: 0, ended: 0 };
  #lastHung = { allowed: 0, ended: 0 };
  /** Longest life, in seconds, of an instance whose worker never started. */
  longestWithoutWorker = 0;
  readonly endings = new Map<string, number>();
  /** Instances whose worker stood still when it should have ended; other paths than its own end them. */
  readonly hung = new Set<string>();

  constructor(ledger: Ledger, allowedAge: number) {
    this.#ledger = ledger;
    this.#allowedAge = allowedAge;
  }

  ended(instance: Instance): void {
    const by = instance.endedBy ?? 'unknown';
    this.endings.set(by, (this.endings.get(by) ?? 0) + 1);
    if (instance.bootedAt === undefined) {
      this.longestWithoutWorker = Math.max(this.longestWithoutWorker, instance.ageSeconds);
      return;
    }
    const end = { allowed: instance.bootedAt + this.#allowedAge * 1000, ended: instance.endedAt ?? 0 };
    if (this.hung.has(instance.instance_id)) {
      if (end.ended > this.#lastHung.ended) this.#lastHung = end;
    } else if (end.ended > this.#last.ended) this.#last = end;
  }

  /** Seconds that the last worker lived after the last job had ended, or after its own boot or age allowed it to. */
  get secondsAfterLastJob(): number {
    return this.#secondsAfterLastJob(this.#last);
  }

  /** The same of workers that stood still at the end, which cannot end themselves. */
  get secondsHungAfterLastJob(): number {
    return this.#secondsAfterLastJob(this.#lastHung);
  }

  #secondsAfterLastJob({ allowed, ended }: { allowed: number; ended: number }): number {
    return Math.max(0, (ended - Math.max(allowed, this.#ledger.lastEnd)) / 1000);
  }
}
