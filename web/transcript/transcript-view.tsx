import { useEffect, useMemo } from 'preact/hooks';
import type { Job } from '../../clients/typescript/index.ts';
import { moment } from '../shared/language.ts';
import { messageOf } from '../shared/problem.ts';
import { author } from './author.ts';
import { Exports } from './exports.tsx';
import { finderOf } from './finder.ts';
import type { HeardSoFar } from './heard-so-far.ts';
import { JobState } from './job-state.tsx';
import { actionOf } from './keys.ts';
import { KeysHelp } from './keys-help.tsx';
import { areKeysOn } from './keys-switch.ts';
import { type Playback, playbackOf } from './playback.ts';
import { Player } from './player.tsx';
import { SpeakersMenu } from './speakers-menu.tsx';
import { loadTranscript, type Store, save, storeFor } from './store.ts';
import { Strip } from './strip-view.tsx';
import { goToUnsure, SEARCH_ID, Toolbar } from './toolbar.tsx';
import { segmentAtTime } from './transcript.ts';
import { TranscriptText } from './transcript-text.tsx';
import { SaveBar, VersionsMenu } from './versions-menu.tsx';
import { watchJob } from './watch-job.ts';
import { words } from './words.ts';

type Props = { jobId: string; atSeconds: number | undefined };

/** One recording: how its job is doing, and then its text beside the player. */
export default function TranscriptView({ jobId, atSeconds }: Props) {
  const text = words();
  const store = useMemo(() => storeFor(jobId), [jobId]);
  const playback = useMemo(() => playbackOf(jobId, atSeconds), [jobId]);
  useEffect(() => follow(store, playback), [store, playback]);
  useEffect(() => {
    if (atSeconds !== undefined) goTo(store, playback, atSeconds);
  }, [atSeconds]);
  const job = store.job.value;
  const problem = store.problem.value;
  return (
    <article class="transcript">
      <h1>{job?.file?.name ?? text.unnamed}</h1>
      {job && <About job={job} />}
      {problem !== '' && <LoadProblem store={store} playback={playback} />}
      {job && job.status !== 'completed' && <JobState job={job} heard={store.heard.value} />}
      {store.transcript.value ? (
        <Reader store={store} playback={playback} atSeconds={atSeconds} />
      ) : (
        problem === '' && (!job || job.status === 'completed') && <p aria-busy="true">{text.loading}</p>
      )}
    </article>
  );
}

/** What tells it from others of its name, and what an operator asks for. */
function About({ job: { job_id, created_at } }: { job: Job }) {
  return (
    <p class="about hint">
      <time dateTime={created_at}>{moment(created_at)}</time> · {words().id} <code>{job_id}</code>
    </p>
  );
}

/** @returns ends it */
function follow(store: Store, playback: Playback): () => void {
  const leave = new AbortController();
  const onLook = (job: NonNullable<Store['job']['value']>) => {
    store.job.value = job;
    store.problem.value = '';
    playback.linkFrom(job);
    if (job.status === 'completed' && store.changes.value === 0) void loadTranscript(store, 'latest');
  };
  const onHeard = (heard: HeardSoFar) => {
    store.heard.value = heard;
  };
  watchJob(store.jobId, leave.signal, { onLook, onHeard }).catch((error: unknown) => {
    if (!leave.signal.aborted) store.problem.value = messageOf(error);
  });
  return () => leave.abort();
}

function LoadProblem({ store, playback }: { store: Store; playback: Playback }) {
  const text = words();
  return (
    <p class="problem" role="alert">
      {text.notLoaded(store.problem.value)}{' '}
      <button type="button" class="quiet" onClick={() => follow(store, playback)}>
        {text.again}
      </button>
    </p>
  );
}

type ReaderProps = { store: Store; playback: Playback; atSeconds: number | undefined };

function Reader({ store, playback, atSeconds }: ReaderProps) {
  const finder = useMemo(() => finderOf(store), [store]);
  useEffect(() => {
    if (atSeconds !== undefined) goTo(store, playback, atSeconds);
  }, []);
  useEffect(() => {
    const actions = {
      playback,
      nextUnsure: () => goToUnsure(store, playback),
      edit: () => editHeard(store, playback),
      search: () => document.getElementById(SEARCH_ID)?.focus(),
    };
    const onKey = (event: KeyboardEvent) => {
      const action = isSave(event) ? () => saveAll(store) : areKeysOn.peek() ? actionOf(event, actions) : undefined;
      if (!action) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [store, playback]);
  return (
    <>
      <div class="menus">
        <Exports store={store} playback={playback} />
        <VersionsMenu store={store} />
        <SpeakersMenu store={store} />
        <KeysHelp />
      </div>
      <div class="bar">
        <Strip store={store} playback={playback} />
        <Player playback={playback} />
        <Toolbar store={store} playback={playback} finder={finder} />
      </div>
      <OldVersion store={store} />
      <TranscriptText store={store} playback={playback} finder={finder} />
      <SaveBar store={store} />
    </>
  );
}

/** What saves in other programs; the save bar is a long way by Tab from where the text is corrected. */
const isSave = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  key.toLowerCase() === 's' && (ctrlKey || metaKey) && !altKey;

function saveAll(store: Store): void {
  if (store.changes.value > 0 && !store.isBusy.value && !store.conflict.value) void save(store, author.value);
}

/** The line that is heard, or was last. */
function editHeard({ segments, isNewest, editing, shown }: Store, playback: Playback): void {
  const index = Math.max(0, segmentAtTime(segments.value, playback.now()));
  const segment = segments.value[index];
  if (!segment || !isNewest.value) return;
  shown.value = { index };
  editing.value = segment.id;
}

function OldVersion({ store }: { store: Store }) {
  const text = words();
  if (store.isNewest.value) return null;
  return (
    <p class="old-version" role="status">
      {text.notNewest(store.transcript.value?.version ?? 0)}{' '}
      <button type="button" class="quiet" onClick={() => loadTranscript(store, 'latest')}>
        {text.toNewest}
      </button>
    </p>
  );
}

function goTo({ segments, shown }: Store, playback: Playback, seconds: number): void {
  playback.seek(seconds);
  if (segments.value.length > 0) shown.value = { index: Math.max(0, segmentAtTime(segments.value, seconds)) };
}
