import type { JobRow } from '../../../core/contracts/job-row.ts';
import { deliveryKey, registrationKey } from '../../../core/contracts/rows.ts';
import { registeredJob } from '../../../core/job/new-job.ts';
import type { JobOutcome } from '../../../core/webhook/webhook-ids.ts';
import type { Account } from '../account.ts';
import type { Entry } from './open-uploads.ts';
import { type Times, timesOf } from './slowest.ts';

/** Later than any duplicate event, stalled process or returned message can come back. */
const QUIET_MS = 3_600_000;
/** A webhook that waits for its receiver is looked at again after this. */
const AGAIN_MS = 900_000;

/** Settles uploads an hour after their end, takes their figures, and forgets what the account holds of them. */
export class Settling {
  readonly #account: Account;
  /** Of each job that was claimed. */
  readonly times: Times[] = [];
  readonly errors = new Map<string, number>();
  completed = 0;
  delivered = 0;

  constructor(account: Account) {
    this.#account = account;
    account.ledger.onEnd = (entry) => this.#comeBack(entry, QUIET_MS);
  }

  #comeBack(entry: Entry, afterMs: number): void {
    const { clock, ledger } = this.#account;
    clock.at(clock.milliseconds() + afterMs, () => {
      if (!ledger.settle(entry)) return this.#comeBack(entry, AGAIN_MS);
      this.#count(entry);
      this.#forget(entry);
    });
  }

  #count(entry: Entry): void {
    if (entry.claimed_at !== undefined) this.times.push(timesOf(entry, entry.claimed_at));
    if (entry.outcome === 'completed') this.completed += 1;
    if (entry.acknowledged) this.delivered += 1;
    const code = entry.error_code;
    if (code) this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
  }

  /** The row stays, small: whoever comes even later must find that the job is over. */
  #forget({ upload, job_id = '', keys, webhooks, callback_id, outcome = 'failed' }: Entry): void {
    const { table, objects } = this.#account;
    for (const key of keys) objects.remove(key);
    const { s3_key: key, upload_version: version_id } = upload;
    void objects.deleteVersions([{ key, version_id }]);
    objects.puts.length = 0;
    for (const webhook of webhooks.keys()) table.lose(deliveryKey(webhook));
    table.lose(job_id);
    void table.write({ kind: 'put', row: remains(job_id, upload, outcome) });
    if (callback_id) this.#forgetRegistration(callback_id);
  }

  #forgetRegistration(callbackId: string): void {
    const others = this.#account.ledger.uploads.countUnder(callbackId);
    if (others === 0) this.#account.table.lose(registrationKey(callbackId));
  }
}

function remains(job_id: string, { s3_key, upload_version }: Entry['upload'], status: JobOutcome): JobRow {
  return { ...registeredJob({ job_id, options: {}, warnings: [] }, new Date(0)), s3_key, upload_version, status };
}
