/** The list of jobs as the page holds it: what is shown, kept up to date while it is looked at. */
import { computed, effect, signal } from '@preact/signals';
import type { Job, JobSummary } from '../../clients/typescript/index.ts';
import { messageOf } from '../shared/problem.ts';
import { api, isClient } from '../shared/session.ts';
import { sentFiles } from '../upload/uploads.ts';

export type ListedJob = JobSummary & Partial<Pick<Job, 'queue_position' | 'estimated_end' | 'held'>>;
export type Filters = { search: string; status: JobSummary['status'] | '' };

const PAGE = 50;
/** Of waiting and running jobs that are shown, so many are asked how they do. */
const ASKED = 8;
const [BUSY_MS, QUIET_MS] = [2000, 20_000];

export const filters = signal<Filters>({ search: '', status: '' });
export const problem = signal('');
export const isLoading = signal(true);
const loaded = signal<readonly ListedJob[]>([]);
const cursor = signal<string | null>(null);
/** Removed here, and there once it cannot be undone any more. */
export const removed = signal<ReadonlySet<string>>(new Set());

export const jobs = computed(() => loaded.value.filter(({ job_id }) => !removed.value.has(job_id)));
export const hasMore = computed(() => cursor.value !== null);

export const isOver = ({ status }: Pick<JobSummary, 'status'>): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

function query() {
  const { search, status } = filters.value;
  const name = search.trim();
  return { limit: PAGE, ...(status !== '' && { status }), ...(name !== '' && { file_name: name }) };
}

/** Anew from the newest on. What comes too late, after another was asked for, is passed over. */
let asked = 0;
export async function loadJobs(): Promise<void> {
  asked += 1;
  const mine = asked;
  isLoading.value = loaded.value.length === 0;
  try {
    const { data } = await api().GET('/api/v1/jobs', { params: { query: query() } });
    if (mine !== asked) return;
    const known = new Map(loaded.value.map((job) => [job.job_id, job]));
    const oldest = data.jobs.at(-1)?.created_at ?? '';
    // Those further down stay as they are; a page that ends the list leaves none.
    const below = data.next_cursor === null ? [] : loaded.value.filter(({ created_at }) => created_at < oldest);
    if (below.length === 0) cursor.value = data.next_cursor;
    loaded.value = [...data.jobs.map((job) => ({ ...outlookOf(known.get(job.job_id)), ...job })), ...below];
    problem.value = '';
    await askAboutWaiting();
  } catch (error) {
    if (mine === asked) problem.value = messageOf(error);
  } finally {
    isLoading.value = false;
  }
}

function outlookOf(job: ListedJob | undefined): Partial<ListedJob> {
  if (!job) return {};
  const { queue_position, estimated_end, held } = job;
  return { ...(queue_position && { queue_position }), ...(estimated_end && { estimated_end }), ...(held && { held }) };
}

export async function loadMore(): Promise<void> {
  if (cursor.value === null) return;
  try {
    const { data } = await api().GET('/api/v1/jobs', { params: { query: { ...query(), cursor: cursor.value } } });
    cursor.value = data.next_cursor;
    const known = new Set(loaded.value.map(({ job_id }) => job_id));
    loaded.value = [...loaded.value, ...data.jobs.filter(({ job_id }) => !known.has(job_id))];
  } catch (error) {
    problem.value = messageOf(error);
  }
}

/** Their place in the queue, and when they may be done. */
async function askAboutWaiting(): Promise<void> {
  const waiting = loaded.value.filter(({ status }) => status === 'launching' || status === 'processing');
  const answers = await Promise.allSettled(waiting.slice(0, ASKED).map(({ job_id }) => ask(job_id)));
  const fresh = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  for (const job of fresh) replace(job);
}

async function ask(job_id: string): Promise<Job> {
  return (await api().GET('/api/v1/jobs/{job_id}', { params: { path: { job_id } } })).data;
}

/** Puts what is known of a job in its place of the list. */
export function replace({
  job_id,
  status,
  progress,
  error,
  updated_at,
  queue_position,
  estimated_end,
  held,
}: Job): void {
  const outlook = {
    ...(queue_position && { queue_position }),
    ...(estimated_end && { estimated_end }),
    ...(held && { held }),
  };
  loaded.value = loaded.value.map((job) => {
    if (job.job_id !== job_id || job.updated_at > updated_at) return job;
    const { queue_position: _place, estimated_end: _end, held: _held, ...rest } = job;
    return { ...rest, status, progress, error, updated_at, ...outlook };
  });
}

/** @returns ends it */
export function keepUpToDate(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isShown = true;
  const again = async () => {
    clearTimeout(timer);
    if (!document.hidden && isClient.peek()) await loadJobs();
    if (!isShown) return;
    clearTimeout(timer);
    timer = setTimeout(again, jobs.peek().some((job) => !isOver(job)) ? BUSY_MS : QUIET_MS);
  };
  const whenShown = () => {
    if (!document.hidden) void again();
  };
  document.addEventListener('visibilitychange', whenShown);
  // A change of the filters begins a list of its own.
  let before: Filters | undefined;
  const end = effect(() => {
    const now = filters.value;
    sentFiles.value;
    if (before !== undefined && before !== now) loaded.value = [];
    before = now;
    void again();
  });
  return () => {
    isShown = false;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', whenShown);
    end();
  };
}
