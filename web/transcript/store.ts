/** What the view of one job shows, and what is done to it. */
import { computed, type Signal, signal } from '@preact/signals';
import { type Job, TranscriptionProblem, type Version, type VersionRequest } from '../../clients/typescript/index.ts';
import { tell, tellProblem } from '../shared/notices.tsx';
import { messageOf } from '../shared/problem.ts';
import { countOf, type Edits, edited, NO_EDITS, namesAfter, rebased, requestOf } from './edits.ts';
import type { HeardSoFar } from './heard-so-far.ts';
import type { Segment, Transcript } from './transcript.ts';
import { getTranscript, listVersions, saveVersion } from './transcript-api.ts';
import { words } from './words.ts';

export type Store = ReturnType<typeof storeOf>;

/** Changes outlive the view, not the tab. */
const kept = new Map<string, Store>();

export function storeFor(jobId: string): Store {
  const known = kept.get(jobId);
  if (known) return known;
  for (const [id, { edits }] of kept) if (countOf(edits.value) === 0) kept.delete(id);
  const store = storeOf(jobId);
  kept.set(jobId, store);
  return store;
}

function storeOf(jobId: string) {
  const job = signal<Job | undefined>(undefined);
  const transcript = signal<Transcript | undefined>(undefined);
  const versions = signal<readonly Version[]>([]);
  const edits = signal<Edits>(NO_EDITS);
  /** Ids of segments that were changed here and by somebody else. */
  const touched = signal<readonly number[]>([]);
  const newest = computed(() => versions.value[0]?.version ?? transcript.value?.version ?? 0);
  return {
    jobId,
    job,
    transcript,
    versions,
    edits,
    touched,
    newest,
    /** While it is at work. */
    heard: signal<HeardSoFar>([]),
    problem: signal(''),
    isBusy: signal(false),
    /** What somebody saved meanwhile. */
    conflict: signal<Version | undefined>(undefined),
    /** Id of the segment that is being edited. */
    editing: signal<number | undefined>(undefined),
    /** What shall be in sight: a new object moves there. */
    shown: signal<{ index: number } | undefined>(undefined),
    isNewest: computed(() => transcript.value?.version === newest.value),
    changes: computed(() => countOf(edits.value)),
    segments: segmentsWith(transcript, edits),
    speakers: namesWith(transcript, edits),
  };
}

/** The same list as long as nothing in it changes. */
function segmentsWith(transcript: Signal<Transcript | undefined>, edits: Signal<Edits>) {
  return computed<readonly Segment[]>(() => {
    const { segments = [] } = transcript.value ?? {};
    if (edits.value.segments.size === 0) return segments;
    return segments.map((segment) => edited(segment, edits.value));
  });
}

/** Likewise. */
function namesWith(transcript: Signal<Transcript | undefined>, edits: Signal<Edits>) {
  const changed = computed(() => edits.value.names);
  return computed<Readonly<Record<string, string>>>(() => {
    if (!transcript.value) return {};
    const isChanged = Object.keys(changed.value).length > 0;
    return isChanged ? namesAfter(transcript.value, changed.value) : transcript.value.speakers;
  });
}

export async function loadTranscript(store: Store, version: number | 'latest'): Promise<void> {
  store.isBusy.value = true;
  try {
    const [loaded, versions] = await Promise.all([
      getTranscript(store.jobId, version),
      store.job.value?.latest_version === undefined && version === 'latest' ? [] : listVersions(store.jobId),
    ]);
    store.versions.value = versions;
    store.transcript.value = loaded;
    store.problem.value = '';
  } catch (error) {
    store.problem.value = messageOf(error);
  } finally {
    store.isBusy.value = false;
  }
}

export async function save(store: Store, author: string): Promise<void> {
  if (!store.transcript.value) return;
  await saved(store, requestOf(store.edits.value, store.transcript.value.version, author));
}

/** Undo is a version too: as an older one, and what it undoes stays. */
export async function restore(store: Store, version: number, author: string): Promise<void> {
  const based_on = store.newest.value;
  await saved(store, { based_on, restore: version, ...(author.trim() !== '' && { author: author.trim() }) });
}

async function saved(store: Store, body: VersionRequest): Promise<void> {
  store.isBusy.value = true;
  try {
    const made = await saveVersion(store.jobId, body);
    await loadTranscript(store, made.version);
    discard(store);
    const undo = () => void restore(store, body.based_on, body.author ?? '');
    tell(words().saved(made.version), body.restore === undefined ? { label: words().undo, run: undo } : undefined);
  } catch (error) {
    await tellWhy(store, error);
  } finally {
    store.isBusy.value = false;
  }
}

async function tellWhy(store: Store, error: unknown): Promise<void> {
  if (!(error instanceof TranscriptionProblem) || error.code !== 'not_the_newest_version') {
    return tellProblem(messageOf(error));
  }
  const [newest] = await listVersions(store.jobId).catch(() => []);
  if (newest) store.conflict.value = newest;
  else tellProblem(messageOf(error));
}

export function discard(store: Store): void {
  store.edits.value = NO_EDITS;
  store.touched.value = [];
  store.conflict.value = undefined;
}

/** The newest version, and the changes made here on top of it. */
export async function takeNewest(store: Store): Promise<void> {
  const before = store.transcript.value;
  store.isBusy.value = true;
  try {
    const [after, versions] = await Promise.all([getTranscript(store.jobId, 'latest'), listVersions(store.jobId)]);
    if (!before) return;
    const { edits, touched } = rebased(store.edits.value, before, after);
    store.versions.value = versions;
    store.transcript.value = after;
    store.edits.value = edits;
    store.touched.value = touched;
    store.conflict.value = undefined;
  } catch (error) {
    tellProblem(messageOf(error));
  } finally {
    store.isBusy.value = false;
  }
}
