/**
 * What must hold for every upload, kept beside the service and never shown to it: one job, one result, one webhook id
 * with one body, an end that nothing changes. An upload that is settled is forgotten, so that a run of any size fits.
 */
import type { FleetRow } from '../../../core/contracts/fleet-rows.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import type { Upload } from '../../../core/job/new-job.ts';
import { RETRY_DELAYS } from '../../../core/webhook/retry-schedule.ts';
import { isOutcome, type JobOutcome } from '../../../core/webhook/webhook-ids.ts';
import { TEXTS } from '../engine.ts';
import { hash32 } from '../random.ts';
import type { Trail } from '../trail.ts';
import { WITHHELD } from './causes.ts';
import { type Entry, OpenUploads } from './open-uploads.ts';
import { isOver, type JobState, wrongChange } from './transitions.ts';
import { Violations } from './violations.ts';
import type { Announced, Waits } from './waits.ts';

const WHOLE_TEXT = JSON.stringify(TEXTS.join(' '));

export class Ledger {
  readonly violations = new Violations();
  readonly #waits: Waits;
  readonly #now: () => number;
  readonly #trail: Trail;
  readonly uploads = new OpenUploads();
  /** Called when a job has ended. */
  onEnd: (entry: Entry) => void = () => {};
  lastEnd = 0;
  /** Webhooks that met a receiver out of order at every attempt of the schedule. */
  givenUp = 0;
  /** The same without uploads that only a search of the bucket finds. */
  lastAnnouncedEnd = 0;
  /** The last end, had nothing been withheld from the service. */
  lastOwnEnd = 0;

  constructor(now: () => number, trail: Trail, waits: Waits) {
    this.#now = now;
    this.#waits = waits;
    this.#trail = trail;
  }

  uploaded(upload: Upload, whose: Pick<Entry, 'callback_id' | 'quiet' | 'poison'>, announced: Announced): void {
    this.uploads.add(upload, { ...whose, wait: this.#waits.begin(announced), uploaded_at: this.#now() });
  }

  rowChanged(after: Readonly<Record<string, unknown>>, before: Readonly<Record<string, unknown>> | undefined): void {
    if (after['kind'] === 'job') this.#jobChanged(after as JobRow, before as JobRow | undefined);
    else if (after['kind'] === 'delivery') this.#deliveryChanged(after as DeliveryRow);
    else if (after['kind'] === 'fleet') this.#waits.fleetChanged(after as FleetRow);
  }

  objectPut(key: string, body: string): void {
    const [area, name = ''] = key.split('/');
    const entry = area === 'deliveries' ? this.uploads.ofWebhook(name) : this.uploads.ofJob(name);
    entry?.keys.push(key);
    if (area !== 'results' || !key.endsWith('.json') || key.endsWith('/error.json')) return;
    this.#note('result', name);
    // However often the work was interrupted and taken up again.
    if (!body.includes(WHOLE_TEXT)) this.violations.add('a result without its whole text', name);
    if (!entry) this.violations.add('result of no open upload', name);
    else if (++entry.results > 1) this.violations.add('two results of one upload', name);
  }

  received({ webhook_id, body, acknowledged }: { webhook_id: string; body: string; acknowledged: boolean }): void {
    this.#note('webhook', webhook_id);
    const entry = this.uploads.ofWebhook(webhook_id);
    if (!entry) {
      this.violations.add('webhook of no open upload', webhook_id);
      return;
    }
    const hash = hash32(body);
    const known = entry.webhooks.get(webhook_id);
    if (known !== undefined && known !== hash) this.violations.add('webhook id sent with two bodies', webhook_id);
    entry.webhooks.set(webhook_id, hash);
    entry.acknowledged ||= acknowledged;
    if (entry.webhooks.size > 1) this.violations.add('two webhook ids of one upload', webhook_id);
  }

  /** True when nothing more can happen to the upload; then what came of it was checked. */
  settle(entry: Entry): boolean {
    if (entry.ended_at === undefined || (entry.callback_id && entry.delivery === 'pending')) return false;
    const id = entry.job_id ?? '';
    if (entry.outcome === 'completed' && entry.results !== 1) this.violations.add('completed without a result', id);
    if (entry.outcome !== 'completed' && !entry.error_code) this.violations.add('failed without a reason', id);
    if (entry.told_cancelled && entry.outcome !== 'cancelled') this.violations.add('a cancel that was overruled', id);
    if (!addsUp(entry)) this.violations.add('time that has no cause', id);
    if (entry.callback_id) this.#checkWebhook(entry, id);
    this.uploads.remove(entry);
    return true;
  }

  #checkWebhook({ acknowledged, exhausted, delivery, webhooks, outcome }: Entry, id: string): void {
    if (!acknowledged && exhausted) this.givenUp += 1;
    else if (!acknowledged) this.violations.add('a webhook was never delivered', id);
    if (!acknowledged && delivery === 'delivered') this.violations.add('delivered by the row, to nobody', id);
    for (const webhook of webhooks.keys()) {
      if (webhook !== `msg_${id}_${outcome}`) this.violations.add('a webhook told of another outcome', id);
    }
  }

  #jobChanged(after: JobRow, before: JobRow | undefined): void {
    const wrong = before && wrongChange(before as JobState, after as JobState);
    if (wrong) this.violations.add(wrong, after.job_id);
    if (before?.status !== after.status || before.attempt !== after.attempt) {
      this.#note(`${after.status} ${after.attempt}`, after.job_id);
    }
    const entry = after.s3_key === undefined ? undefined : this.#entryOf(after);
    if (!entry || entry.ended_at !== undefined) return;
    this.#waits.jobChanged(entry, after, before);
    if (after.status === 'processing') entry.claimed_at ??= this.#now();
    // Workers that vanish, one after the other, are a reason too.
    const blamed = after.error?.code === 'engine_crashed' && after.crashes === 0;
    if (blamed && !entry.poison) this.violations.add('failed for the crash of another file', after.job_id);
    if (isOutcome(after.status)) this.#end(entry, after.status, after.error);
  }

  #end(entry: Entry, outcome: JobOutcome, error: JobRow['error']): void {
    entry.ended_at = this.#now();
    entry.outcome = outcome;
    if (error) entry.error_code = error.code;
    this.lastEnd = entry.ended_at;
    const { announced, spent } = entry.wait;
    if (announced !== 'event_lost') this.lastAnnouncedEnd = entry.ended_at;
    this.lastOwnEnd = Math.max(this.lastOwnEnd, entry.ended_at - spent.sum(WITHHELD) * 1000);
    this.onEnd(entry);
  }

  #entryOf(job: JobRow): Entry | undefined {
    const entry = this.uploads.of(job);
    if (!entry) {
      if (!isOver(job)) this.violations.add('a job of no open upload', job.job_id);
      return undefined;
    }
    if (entry.job_id !== undefined && entry.job_id !== job.job_id) {
      this.violations.add('two jobs of one upload', job.job_id);
      return undefined;
    }
    this.uploads.became(entry, job.job_id);
    return entry;
  }

  #deliveryChanged(delivery: DeliveryRow): void {
    const entry = this.uploads.ofJob(delivery.for_job_id);
    if (!entry) {
      this.violations.add('a delivery of no open upload', delivery.webhook_id);
      return;
    }
    if (entry.delivery !== undefined && entry.delivery !== 'pending' && delivery.status !== entry.delivery) {
      this.violations.add(`a delivery that was ${entry.delivery} became ${delivery.status}`, delivery.webhook_id);
    }
    if (entry.delivery !== delivery.status) this.#note(`delivery ${delivery.status}`, delivery.webhook_id);
    entry.delivery = delivery.status;
    entry.exhausted = delivery.failure?.code === 'retries_exhausted' && delivery.attempts.length > RETRY_DELAYS.length;
  }

  #note(what: string, about: string): void {
    this.#trail.note(this.#now(), what, about);
  }
}

/** From upload to end, up to what fractions lose on the way. */
function addsUp({ uploaded_at, ended_at = 0, wait }: Entry): boolean {
  return Math.abs(wait.spent.sum() - (ended_at - uploaded_at) / 1000) < 0.01;
}
