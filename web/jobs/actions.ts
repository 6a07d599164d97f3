/** What is done to jobs, one or many at once. */
import { tell, tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';
import { isOver, type ListedJob, loadJobs, removed } from './job-list.ts';
import { words } from './words.ts';

export type Action = 'cancel' | 'retry' | 'remove';

/** How long a deletion can be taken back. */
const UNDO_MS = 8000;

export function actionsFor(job: Pick<ListedJob, 'status'>): Action[] {
  if (!isOver(job)) return ['cancel', 'remove'];
  return job.status === 'completed' ? ['remove'] : ['retry', 'remove'];
}

export async function act(action: Action, jobs: readonly ListedJob[]): Promise<void> {
  const fitting = jobs.filter((job) => actionsFor(job).includes(action));
  if (fitting.length === 0) return;
  if (action === 'remove') return removeWithUndo(fitting);
  const done = await each(fitting, action === 'cancel' ? cancel : retry);
  if (done.length > 0) tell(action === 'cancel' ? words().cancelled(done.length) : words().retried(done.length));
  await loadJobs();
}

const path = (job_id: string) => ({ params: { path: { job_id } } });
const cancel = (id: string) => api().POST('/api/v1/jobs/{job_id}/cancel', path(id));
const retry = (id: string) => api().POST('/api/v1/jobs/{job_id}/retry', path(id));
const remove = (id: string) => api().DELETE('/api/v1/jobs/{job_id}', path(id));

/** Deletions that can still be taken back; who leaves the page takes none back any more. */
const pending = new Set<() => void>();
addEventListener('pagehide', () => {
  for (const doNow of pending) doNow();
});

/** Out of sight at once; gone for good when nobody took it back. */
function removeWithUndo(jobs: readonly ListedJob[]): void {
  const ids = jobs.map(({ job_id }) => job_id);
  removed.value = new Set([...removed.value, ...ids]);
  const end = () => {
    clearTimeout(timer);
    pending.delete(doNow);
  };
  // Nothing is waited for: after the first wait the page is gone.
  const doNow = () => {
    end();
    for (const id of ids) void remove(id).catch(() => undefined);
  };
  const timer = setTimeout(async () => {
    end();
    const done = await each(jobs, remove);
    showAgain(ids.filter((id) => !done.includes(id)));
  }, UNDO_MS);
  const undo = () => {
    end();
    showAgain(ids);
  };
  pending.add(doNow);
  tell(words().removed(ids.length), { label: words().undo, run: undo }, 'done', UNDO_MS);
}

function showAgain(ids: readonly string[]): void {
  removed.value = new Set([...removed.value].filter((id) => !ids.includes(id)));
}

/** One after another, as the API has a rate. @returns ids of those that were done; of each other is told why it was not */
async function each(jobs: readonly ListedJob[], run: (id: string) => Promise<unknown>): Promise<string[]> {
  const done: string[] = [];
  for (const { job_id, file } of jobs) {
    try {
      await run(job_id);
      done.push(job_id);
    } catch (error) {
      tellProblem(words().notDone(file?.name ?? words().unnamed, messageOf(error)));
    }
  }
  return done;
}
