import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import type { Upload } from '../../../core/job/new-job.ts';
import type { JobOutcome } from '../../../core/webhook/webhook-ids.ts';
import type { Wait } from './waits.ts';

export type Entry = {
  upload: Upload;
  /** The registration it was uploaded under; its webhook is owed. */
  callback_id: string | undefined;
  /** Of the tenant that uploads little. */
  quiet: boolean;
  /** Every engine crashes over its file. */
  poison: boolean;
  uploaded_at: number;
  /** What its time goes into. */
  wait: Wait;
  job_id?: string;
  claimed_at?: number;
  ended_at?: number;
  outcome?: JobOutcome;
  error_code?: string;
  /** Its client was told that the job is cancelled. */
  told_cancelled?: boolean;
  results: number;
  /** Hash of the body by webhook id, of those that reached the receiver. */
  webhooks: Map<string, number>;
  acknowledged: boolean;
  delivery?: DeliveryRow['status'];
  /** Every attempt of the schedule was made, and the receiver failed each. */
  exhausted?: boolean;
  keys: string[];
  /** The text of its event. */
  event?: string;
};

type About = Pick<Entry, 'callback_id' | 'quiet' | 'poison' | 'wait' | 'uploaded_at'>;

/** What was uploaded and is not settled, by what names it in events, rows, keys and webhooks. */
export class OpenUploads {
  readonly #byUpload = new Map<string, Entry>();
  readonly #byJob = new Map<string, Entry>();
  readonly #byEvent = new Map<string, Entry>();
  readonly #underRegistration = new Map<string, number>();
  /** Of the whole run. */
  total = 0;

  get size(): number {
    return this.#byUpload.size;
  }

  all(): Entry[] {
    return [...this.#byUpload.values()];
  }

  add(upload: Upload, about: About): void {
    this.total += 1;
    const nothingYet = { results: 0, acknowledged: false, webhooks: new Map(), keys: [] };
    this.#byUpload.set(uploadId(upload), { upload, ...about, ...nothingYet });
    this.#countUnder(about.callback_id, 1);
  }

  of(upload: Pick<JobRow, 's3_key' | 'upload_version'>): Entry | undefined {
    return this.#byUpload.get(uploadId(upload));
  }

  ofJob(jobId: string): Entry | undefined {
    return this.#byJob.get(jobId);
  }

  /** Of a webhook's id, `msg_<job_id>_<outcome>`, perhaps with `.json` behind it. */
  ofWebhook(webhookId: string): Entry | undefined {
    return this.#byJob.get(webhookId.slice('msg_'.length, webhookId.lastIndexOf('_')));
  }

  ofEvent(text: string): Entry | undefined {
    return this.#byEvent.get(text);
  }

  toldBy(entry: Entry, event: string): void {
    entry.event = event;
    this.#byEvent.set(event, entry);
  }

  became(entry: Entry, jobId: string): void {
    entry.job_id = jobId;
    this.#byJob.set(jobId, entry);
  }

  remove(entry: Entry): void {
    this.#byUpload.delete(uploadId(entry.upload));
    this.#byJob.delete(entry.job_id ?? '');
    this.#byEvent.delete(entry.event ?? '');
    this.#countUnder(entry.callback_id, -1);
  }

  /** How many came under a registration. */
  countUnder(callbackId: string): number {
    return this.#underRegistration.get(callbackId) ?? 0;
  }

  #countUnder(callbackId: string | undefined, change: number): void {
    if (callbackId === undefined) return;
    const count = this.countUnder(callbackId) + change;
    if (count > 0) this.#underRegistration.set(callbackId, count);
    else this.#underRegistration.delete(callbackId);
  }
}

function uploadId({ s3_key, upload_version }: Pick<JobRow, 's3_key' | 'upload_version'>): string {
  return `${s3_key}\n${upload_version}`;
}
