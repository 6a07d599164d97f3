/** The list of jobs as the page holds it. */
import { computed, signal } from '@preact/signals';
import type { Job, JobSummary } from '../../clients/typescript/index.ts';
import { messageOf } from '../shared/problem.ts';
import { api } from '../shared/session.ts';

type Outlook = Partial<Pick<Job, 'queue_position' | 'estimated_end' | 'held'>>;
export type ListedJob = JobSummary & Outlook;
export type Filters = { search: string; status: JobSummary['status'] | '' };

const PAGE = 50;
/** Of waiting and running jobs that are shown, so many are asked how they do. */
const ASKED = 8;

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
    loaded.value = [...data.jobs.map((job) => newerOf(known.get(job.job_id), job)), ...below];
    problem.value = '';
    await askAboutWaiting();
  } catch (error) {
    if (mine === asked) problem.value = messageOf(error);
  } finally {
    isLoading.value = false;
  }
}

/** What was heard while the list was under way is newer than what it says. */
function newerOf(known: ListedJob | undefined, listed: JobSummary): ListedJob {
  return known && known.updated_at > listed.updated_at ? known : { ...outlookOf(known), ...listed };
}

function outlookOf(job: Outlook | undefined): Outlook {
  if (!job) return {};
  const { queue_position, estimated_end, held } = job;
  return { ...(queue_position && { queue_position }), ...(estimated_end && { estimated_end }), ...(held && { held }) };
}

export async function loadMore(): Promise<void> {
  if (cursor.value === null) return;
  const wanted = filters.peek();
  try {
    const { data } = await api().GET('/api/v1/jobs', { params: { query: { ...query(), cursor: cursor.value } } });
    if (wanted !== filters.peek()) return;
    cursor.value = data.next_cursor;
    const known = new Set(loaded.value.map(({ job_id }) => job_id));
    loaded.value = [...loaded.value, ...data.jobs.filter(({ job_id }) => !known.has(job_id))];
  } catch (error) {
    problem.value = messageOf(error);
  }
}

/** Their place in the queue, and when they may be done. */
export async function askAboutWaiting(): Promise<void> {
  const waiting = loaded.value.filter(({ status }) => status === 'launching' || status === 'processing');
  const answers = await Promise.allSettled(waiting.slice(0, ASKED).map(({ job_id }) => ask(job_id)));
  const fresh = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  for (const job of fresh) replace(job);
}

async function ask(job_id: string): Promise<Job> {
  return (await api().GET('/api/v1/jobs/{job_id}', { params: { path: { job_id } } })).data;
}

/** Puts what is known of a job in its place of the list. @returns whether it has one */
export function replace(known: Omit<ListedJob, 'language'>): boolean {
  const { job_id, status, progress, error, updated_at, usage, file } = known;
  const isListed = loaded.value.some((job) => job.job_id === job_id);
  loaded.value = loaded.value.map((job) => {
    if (job.job_id !== job_id || job.updated_at > updated_at) return job;
    const { queue_position: _place, estimated_end: _end, held: _held, ...rest } = job;
    return { ...rest, status, progress, error, updated_at, usage, file, ...outlookOf(known) };
  });
  return isListed;
}

/** A list of its own begins, as with other filters. */
export function forgetLoaded(): void {
  loaded.value = [];
}
