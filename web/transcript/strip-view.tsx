import { useEffect, useMemo, useRef } from 'preact/hooks';
import { clockTime } from '../shared/language.ts';
import type { Playback } from './playback.ts';
import type { Store } from './store.ts';
import { barsOf, rowOf, stretchesOf, summaryOf } from './strip.ts';
import { segmentAtTime } from './transcript.ts';
import { words } from './words.ts';

/** Bars, their height, and that of a speaker's row. More speakers than rows are left to the text. */
const [BARS, HEIGHT, ROW, MOST_ROWS] = [300, 24, 4, 8];
const LEVELS = ['sure', 'fair', 'unsure'] as const;

/** The recording at a glance. Who uses no pointer goes by the player and by the times of lines. */
export function Strip({ store, playback }: { store: Store; playback: Playback }) {
  const text = words();
  const marker = useRef<SVGRectElement>(null);
  const segments = store.segments.value;
  const duration = store.transcript.value?.duration ?? 0;
  const stretches = useMemo(() => stretchesOf(segments, duration, BARS), [segments, duration]);
  const speakers = useMemo(() => speakersOf(segments), [segments]);
  useEffect(
    () =>
      playback.seconds.subscribe((seconds) =>
        marker.current?.setAttribute('x', String(Math.min(BARS - 1, (seconds / duration) * BARS))),
      ),
    [playback, duration],
  );
  if (stretches.length === 0) return null;
  const { speech, confidence } = summaryOf(stretches);
  const seek = ({ clientX, currentTarget }: MouseEvent) => {
    const { left, width } = (currentTarget as SVGSVGElement).getBoundingClientRect();
    const seconds = Math.max(0, ((clientX - left) / width) * duration);
    playback.seek(seconds);
    store.shown.value = { index: Math.max(0, segmentAtTime(segments, seconds)) };
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the player beside it moves by keys
    <svg
      class="strip"
      role="img"
      aria-label={text.strip(clockTime(duration), speech, confidence)}
      viewBox={`0 0 ${BARS} ${HEIGHT + ROW * speakers.length}`}
      preserveAspectRatio="none"
      onClick={seek}
    >
      {LEVELS.map((level) => (
        <path key={level} class={level} d={barsOf(stretches, level, HEIGHT)} />
      ))}
      {speakers.map((speaker, at) => (
        <path key={speaker} class={`speaker-${at}`} d={rowOf(stretches, speaker, HEIGHT + ROW * at, ROW)} />
      ))}
      <rect ref={marker} class="here" y="0" width="1" height="100%" />
    </svg>
  );
}

function speakersOf(segments: Store['segments']['value']): string[] {
  return [...new Set(segments.flatMap(({ speaker }) => speaker ?? []))].slice(0, MOST_ROWS);
}
