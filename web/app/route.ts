/** Which view is shown: the address behind `#`, so that every view can be linked to and gone back to. */
import { signal } from '@preact/signals';

export type Route =
  | { view: 'jobs' }
  | { view: 'transcript'; jobId: string; atSeconds: number | undefined }
  | { view: 'operate' };

export const route = signal<Route>(routeOf(document.location.hash));
window.addEventListener('hashchange', () => {
  route.value = routeOf(document.location.hash);
});

/** @param hash with its `#`; what is no address of a view leads to the jobs */
export function routeOf(hash: string): Route {
  const { pathname, searchParams } = new URL(hash.slice(1) || '/', 'page:///');
  const [, view, id] = pathname.split('/');
  if (view === 'operate') return { view };
  if (view !== 'jobs' || !id) return { view: 'jobs' };
  const at = Number.parseFloat(searchParams.get('t') ?? '');
  return { view: 'transcript', jobId: decodeURIComponent(id), atSeconds: Number.isNaN(at) ? undefined : at };
}

export const JOBS = '#/';
export const OPERATE = '#/operate';
export const transcriptOf = (jobId: string): string => `#/jobs/${encodeURIComponent(jobId)}`;
