/** A job as a list has it. */
import type { JobSummary } from '../contracts/job-answers.ts';
import type { JobRow } from '../contracts/job-row.ts';
import { shownFile } from '../shared/source.ts';
import { shownUsage } from './shown-history.ts';

export function summaryOf(job: JobRow): JobSummary {
  return {
    job_id: job.job_id,
    status: job.status,
    callback_id: job.callback_id ?? null,
    file: shownFile(job),
    language: languageOf(job),
    created_at: job.created_at,
    updated_at: job.updated_at,
    progress: job.progress ?? null,
    error: job.error ?? null,
    usage: shownUsage(job),
    ...(job.recording_id === undefined ? {} : { recording_id: job.recording_id }),
  };
}

/** What was spoken; until that is known, what was asked for. */
export function languageOf({ language, options }: JobRow): string | null {
  const asked = options.language === 'auto' ? undefined : options.language;
  return language ?? asked ?? null;
}
