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
  const ids = fitting.map(({ job_id }) => job_id);
  if (action === 'remove') return removeWithUndo(ids);
  const done = await each(ids, action === 'cancel' ? cancel : retry);
  if (done > 0) tell(action === 'cancel' ? words().cancelled(done) : words().retried(done));
  await loadJobs();
}

const path = (job_id: string) => ({ params: { path: { job_id } } });
const cancel = (id: string) => api().POST('/api/v1/jobs/{job_id}/cancel', path(id));
const retry = (id: string) => api().POST('/api/v1/jobs/{job_id}/retry', path(id));
const remove = (id: string) => api().DELETE('/api/v1/jobs/{job_id}', path(id));

/** Out of sight at once; gone for good when nobody took it back. */
function removeWithUndo(ids: readonly string[]): void {
  const hide = (isHidden: boolean) => {
    const others = [...removed.value].filter((id) => !ids.includes(id));
    removed.value = new Set(isHidden ? [...others, ...ids] : others);
  };
  hide(true);
  const timer = setTimeout(async () => {
    const failed = ids.length - (await each(ids, remove));
    if (failed > 0) hide(false);
  }, UNDO_MS);
  const undo = () => {
    clearTimeout(timer);
    hide(false);
  };
  tell(words().removed(ids.length), { label: words().undo, run: undo }, 'done', UNDO_MS);
}

/** One after another, as the API has a rate. @returns how many were done; of the others is told why */
async function each(ids: readonly string[], run: (id: string) => Promise<unknown>): Promise<number> {
  let done = 0;
  for (const id of ids) {
    try {
      await run(id);
      done += 1;
    } catch (error) {
      tellProblem(messageOf(error));
    }
  }
  return done;
}
