import type { Segment } from '../../core/contracts/engine-protocol.ts';
import type { JobSummary } from '../../core/contracts/job-answers.ts';
import type { LiveMessage } from '../../core/contracts/live.ts';

/** What a client knows that does with each message what docs/live.md says. */
export class LiveListener {
  job: JobSummary | null = null;
  segments: Segment[] = [];
  /** What it gives as `after` when it comes again. */
  seq: number | undefined;
  readonly messages: LiveMessage[] = [];

  take(message: LiveMessage): void {
    this.messages.push(message);
    this.seq = message.seq;
    if (message.type === 'segments') {
      const { replace_from = Number.POSITIVE_INFINITY, segments } = message;
      this.segments = [...this.segments.filter(({ start }) => start < replace_from), ...segments];
      return;
    }
    this.job = message.job;
    if (message.type === 'snapshot') this.segments = [];
  }
}
