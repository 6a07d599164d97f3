import { clockTime, span } from '../shared/language.ts';
import type { Note } from './notes.ts';
import { words } from './words.ts';

/** What is not in the text, where it would be. */
export function NoteLine({ note }: { note: Note }) {
  const text = words();
  if (note.kind === 'gap') {
    return (
      <div class="note" data-seconds={note.start}>
        <button type="button" class="time" aria-label={text.playFrom(clockTime(note.start))}>
          {clockTime(note.start)}
        </button>
        <span class="hint">{text.gap(span(note.seconds))}</span>
      </div>
    );
  }
  return (
    <details class="note removed">
      <summary class="hint">{text.removed(clockTime(note.start))}</summary>
      {note.texts.map((one, at) => (
        <p key={at}>{one}</p>
      ))}
      <p class="hint">{text.whyRemoved}</p>
    </details>
  );
}
