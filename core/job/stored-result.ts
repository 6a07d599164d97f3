/** The result that an attempt has put into S3: from then on the job is as good as done, whoever ends it. */
import { readStoredDocument, type StoredDocument } from '../contracts/document.ts';
import type { SourcedJob } from '../contracts/job-row.ts';
import { RequestProblem } from '../shared/errors.ts';
import { resultKey } from '../shared/object-keys.ts';
import type { Objects } from '../shared/object-ports.ts';
import { mayStillAdopt } from './job-state.ts';

export async function storedDocument(
  objects: Pick<Objects, 'getText'>,
  job: SourcedJob,
): Promise<StoredDocument | undefined> {
  const text = await objects.getText(resultKey(job, 'json'));
  return text === undefined ? undefined : readStoredDocument(JSON.parse(text));
}

/**
 * Whether a job that has used up its attempts is tried once more for the result that one of them left. Where S3 cannot
 * say, it is; how often is bounded in any case, as what cannot be adopted must end too.
 */
export async function isWorthAnother(objects: Objects, job: SourcedJob): Promise<boolean> {
  if (!mayStillAdopt(job)) return false;
  const head = await objects.head(resultKey(job, 'json')).catch(() => 'unknown' as const);
  return head !== undefined;
}

export function resultsExpired(): RequestProblem {
  const detail = 'the results of this job are no longer kept; upload the file again';
  return new RequestProblem({ status: 404, code: 'results_expired', detail });
}
