import { withName } from './edits.ts';
import { nameOf } from './speaker-name.ts';
import type { Store } from './store.ts';
import { words } from './words.ts';

/** Names of who speaks, wherever they speak. */
export function SpeakersMenu({ store }: { store: Store }) {
  const text = words();
  const transcript = store.transcript.value;
  const speakers = [...new Set(store.segments.value.flatMap(({ speaker }) => speaker ?? []))];
  if (!transcript || speakers.length === 0) return null;
  return (
    <details class="menu" name="menu">
      <summary>{text.speakers(speakers.length)}</summary>
      <div class="panel">
        <div class="fields">
          {speakers.map((speaker) => (
            <label key={speaker}>
              {text.nameOf(nameOf(speaker, store.speakers.value))}
              <input
                maxLength={100}
                value={store.speakers.value[speaker] ?? ''}
                disabled={!store.isNewest.value}
                onChange={({ currentTarget: { value } }) => {
                  store.edits.value = withName(store.edits.value, transcript, speaker, value);
                }}
              />
            </label>
          ))}
        </div>
      </div>
    </details>
  );
}
