import { clockTime } from '../shared/language.ts';
import type { HeardSoFar } from './heard-so-far.ts';
import { words } from './words.ts';

/** The text of a job at work, as it comes. */
export function LiveText({ heard }: { heard: HeardSoFar }) {
  if (heard.length === 0) return null;
  return (
    <section class="live-text" aria-labelledby="so-far">
      <h2 id="so-far">{words().soFar}</h2>
      {heard.map(({ id, start, text }) => (
        <p key={id}>
          <small class="hint">{clockTime(start)}</small> {text}
        </p>
      ))}
    </section>
  );
}
