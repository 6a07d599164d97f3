import { useEffect } from 'preact/hooks';
import type { Version } from '../../clients/typescript/index.ts';
import { moment } from '../shared/language.ts';
import { author } from './author.ts';
import { discard, loadTranscript, restore, type Store, save, takeNewest } from './store.ts';
import { words } from './words.ts';

/** Who made which version and when; to look at, and to go back to. */
export function VersionsMenu({ store }: { store: Store }) {
  const text = words();
  const { versions, newest } = store;
  if (versions.value.length < 2) return null;
  const shown = store.transcript.value?.version;
  return (
    <details class="menu" name="menu">
      <summary>{text.versions(versions.value.length)}</summary>
      <div class="panel">
        <ol>
          {versions.value.map((version) => (
            <li key={version.version} aria-current={version.version === shown ? 'true' : undefined}>
              <span>{describe(version)}</span>
              {version.version !== shown && (
                <button
                  type="button"
                  class="quiet"
                  disabled={store.isBusy.value || store.changes.value > 0}
                  aria-label={text.lookAt(version.version)}
                  onClick={() => loadTranscript(store, version.version)}
                >
                  {text.look}
                </button>
              )}
              {version.version !== newest.value && (
                <button
                  type="button"
                  class="quiet"
                  disabled={store.isBusy.value || store.changes.value > 0}
                  aria-label={text.restoreOf(version.version)}
                  onClick={() => restore(store, version.version, author.value)}
                >
                  {text.restore}
                </button>
              )}
            </li>
          ))}
        </ol>
        {store.changes.value > 0 && <p class="hint">{text.saveFirst}</p>}
      </div>
    </details>
  );
}

function describe({ version, author: by, created_at, changed_segments, restored }: Version): string {
  const text = words();
  const what = restored === null ? text.changed(changed_segments) : text.asVersion(restored);
  const parts = [version === 0 ? text.original : text.version(version), moment(created_at)];
  return [...parts, ...(by === null ? [] : [by]), ...(version === 0 ? [] : [what])].join(' · ');
}

/** Changes that nobody has saved, and what there is to do about them. */
export function SaveBar({ store }: { store: Store }) {
  const text = words();
  useEffect(() => warnBeforeLeaving(store), [store]);
  const { changes, conflict, touched, isBusy } = store;
  if (changes.value === 0) return null;
  return (
    <form
      class="save-bar"
      onSubmit={(event) => {
        event.preventDefault();
        void save(store, author.value);
      }}
    >
      <strong role="status">{text.unsaved(changes.value)}</strong>
      {conflict.value ? (
        <p role="alert">
          {text.conflict(conflict.value.author ?? text.somebody, conflict.value.version)}{' '}
          <button type="button" disabled={isBusy.value} onClick={() => takeNewest(store)}>
            {text.takeNewest(conflict.value.version)}
          </button>
        </p>
      ) : (
        <>
          {touched.value.length > 0 && <p role="alert">{text.touched(touched.value.length)}</p>}
          <input
            aria-label={text.author}
            placeholder={text.author}
            autocomplete="name"
            maxLength={100}
            value={author.value}
            onInput={({ currentTarget: { value } }) => {
              author.value = value;
            }}
          />
          <button type="submit" aria-busy={isBusy.value} disabled={isBusy.value}>
            {text.save}
          </button>
        </>
      )}
      <button type="button" class="quiet" disabled={isBusy.value} onClick={() => discard(store)}>
        {text.discard}
      </button>
    </form>
  );
}

function warnBeforeLeaving({ changes }: Store): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    if (changes.peek() > 0) event.preventDefault();
  };
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}
