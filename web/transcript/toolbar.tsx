import type { Finder } from './finder.ts';
import { areKeysOn } from './keys-switch.ts';
import type { Playback } from './playback.ts';
import { MOST_HITS } from './search.ts';
import type { Store } from './store.ts';
import { countUnsure, nextUnsure, segmentAtTime } from './transcript.ts';
import { words } from './words.ts';

export const SEARCH_ID = 'search-in-text';

type Props = { store: Store; playback: Playback; finder: Finder };

export function Toolbar({ store, playback, finder }: Props) {
  const text = words();
  const unsure = countUnsure(store.segments.value, store.transcript.value?.unsureBelow ?? 0);
  return (
    <div class="tools">
      <SearchField finder={finder} />
      {unsure > 0 && (
        <button type="button" class="quiet" onClick={() => goToUnsure(store, playback)}>
          <span class="legend">{text.unsure(unsure)}</span> {text.nextUnsure} {areKeysOn.value && <kbd>n</kbd>}
        </button>
      )}
      {playback.isPlaying.value && !playback.isFollowing.value && (
        <button type="button" class="quiet" onClick={() => followAgain(store, playback)}>
          {text.follow}
        </button>
      )}
    </div>
  );
}

function SearchField({ finder }: { finder: Finder }) {
  const text = words();
  const { wanted, hits, current } = finder;
  const count = hits.value.length;
  return (
    <search class="search">
      <input
        id={SEARCH_ID}
        type="search"
        aria-label={text.search}
        placeholder={text.search}
        value={wanted.value}
        onInput={({ currentTarget: { value } }) => finder.search(value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') finder.search('');
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (event.shiftKey) finder.previous();
          else finder.next();
        }}
      />
      <span role="status" class="hint">
        {wanted.value.trim() !== '' &&
          (count === 0 ? text.noHits : text.hit(current.value + 1, count, count === MOST_HITS))}
      </span>
      {count > 0 && (
        <>
          <button type="button" class="quiet" aria-label={text.previousHit} onClick={finder.previous}>
            ↑
          </button>
          <button type="button" class="quiet" aria-label={text.nextHit} onClick={finder.next}>
            ↓
          </button>
        </>
      )}
    </search>
  );
}

export function goToUnsure({ transcript, segments, shown }: Store, playback: Playback): void {
  const seconds = nextUnsure(segments.value, transcript.value?.unsureBelow ?? 0, playback.now());
  if (seconds === undefined) return;
  playback.seek(seconds);
  shown.value = { index: segmentAtTime(segments.value, seconds) };
}

function followAgain({ segments, shown }: Store, playback: Playback): void {
  playback.isFollowing.value = true;
  shown.value = { index: Math.max(0, segmentAtTime(segments.value, playback.now())) };
}
