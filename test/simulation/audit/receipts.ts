import type { JobMessage } from '../../../core/contracts/messages.ts';
import type { Upload } from '../../../core/job/new-job.ts';
import type { OpenUploads } from './open-uploads.ts';
import type { Waits } from './waits.ts';

/** Which upload a message is about, whenever one comes or is received. */
export class Receipts {
  readonly #uploads: OpenUploads;
  readonly #waits: Waits;

  constructor(uploads: OpenUploads, waits: Waits) {
    this.#uploads = uploads;
    this.#waits = waits;
  }

  eventCame(text: string, upload: Upload): void {
    const entry = this.#uploads.of(upload);
    if (!entry) return;
    this.#uploads.toldBy(entry, text);
    this.#waits.eventCame(entry);
  }

  eventReceived(text: string, visibleSince: number): void {
    const entry = this.#uploads.ofEvent(text);
    if (entry) this.#waits.eventReceived(entry, visibleSince);
  }

  jobReceived(text: string, visibleSince: number): void {
    const entry = this.#uploads.ofJob((JSON.parse(text) as JobMessage).job_id);
    if (entry) this.#waits.jobReceived(entry, visibleSince);
  }
}
