import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { clockTime } from '../shared/language.ts';
import type { HeardSoFar } from './heard-so-far.ts';
import { listen } from './listen.ts';
import { words } from './words.ts';

/** The text of a job at work, as it comes. */
export function LiveText({ jobId }: { jobId: string }) {
  const heard = useSignal<HeardSoFar>([]);
  useEffect(() => {
    const leave = new AbortController();
    void listen(jobId, leave.signal, (segments) => {
      heard.value = segments;
    });
    return () => leave.abort();
  }, [jobId]);
  if (heard.value.length === 0) return null;
  return (
    <section class="live-text" aria-labelledby="so-far">
      <h2 id="so-far">{words().soFar}</h2>
      {heard.value.map(({ id, start, text }) => (
        <p key={id}>
          <small class="hint">{clockTime(start)}</small> {text}
        </p>
      ))}
    </section>
  );
}
