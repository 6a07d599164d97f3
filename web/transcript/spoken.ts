/** Marks the word that is spoken, and moves the text along with it. */
import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lineId, mark, textNodeOf } from './highlights.ts';
import type { Playback } from './playback.ts';
import type { Store } from './store.ts';
import { type Segment, segmentAtTime, type WordSpan, wordAtTime, wordSpans } from './transcript.ts';

/** The part of the window in which a line is easily read, from above: below the player, above the end. */
const [HIGHEST, LOWEST] = [0.25, 0.75];

export function useSpoken({ segments }: Store, playback: Playback): void {
  useSignalEffect(() => (playback.isPlaying.value ? everyFrame(() => tick(playback)) : undefined));
  useEffect(() => {
    const { at, end } = spokenMark();
    const stop = playback.seconds.subscribe((seconds) => {
      const index = at(segments.value, seconds);
      if (index !== undefined && playback.isPlaying.peek() && playback.isFollowing.peek()) keepInSight(index);
    });
    const stopSegments = segments.subscribe((all) => void at(all, playback.seconds.peek()));
    return () => {
      stop();
      stopSegments();
      end();
    };
  }, [segments, playback]);
  useEffect(
    () =>
      whenReaderMoves(() => {
        if (playback.isPlaying.peek()) playback.isFollowing.value = false;
      }),
    [playback],
  );
}

function tick(playback: Playback): void {
  playback.seconds.value = playback.now();
}

function everyFrame(run: () => void): () => void {
  let frame = 0;
  const again = () => {
    run();
    frame = requestAnimationFrame(again);
  };
  frame = requestAnimationFrame(again);
  return () => cancelAnimationFrame(frame);
}

/** `at` gives the index of the segment if it is another than before. */
function spokenMark() {
  let [line, segment, spans]: [Element | null, Segment | undefined, WordSpan[]] = [null, undefined, []];
  let word: WordSpan | undefined;
  let unmark = () => {};
  const end = () => {
    unmark();
    line?.removeAttribute('data-spoken');
  };
  const at = (segments: readonly Segment[], seconds: number): number | undefined => {
    const index = seconds > 0 ? segmentAtTime(segments, seconds) : -1;
    const found = segments[index];
    const isOther = found !== segment;
    if (isOther) {
      segment = found;
      spans = found ? wordSpans(found) : [];
      line?.removeAttribute('data-spoken');
    }
    const now = wordAtTime(spans, seconds);
    if (!isOther && now === word && line?.isConnected) return undefined;
    word = now;
    line = document.getElementById(lineId(index));
    line?.setAttribute('data-spoken', '');
    unmark();
    unmark = now ? mark('spoken', [{ node: textNodeOf(index), ...now }]) : () => {};
    return isOther && found ? index : undefined;
  };
  return { at, end };
}

function keepInSight(index: number): void {
  const line = document.getElementById(lineId(index));
  const { top, bottom } = line?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
  if (top >= HIGHEST * innerHeight && bottom <= LOWEST * innerHeight) return;
  line?.scrollIntoView({ block: 'center' });
}

const MOVES = new Set(['PageUp', 'PageDown', 'Home', 'End', 'ArrowUp', 'ArrowDown']);

/** By wheel, finger, key or scroll bar; what scripts move is not meant. */
function whenReaderMoves(run: () => void): () => void {
  const leave = new AbortController();
  const options = { passive: true, signal: leave.signal } as const;
  addEventListener('wheel', run, options);
  addEventListener('touchmove', run, options);
  addEventListener('keydown', ({ key }) => MOVES.has(key) && run(), options);
  addEventListener('mousedown', ({ clientX }) => clientX >= document.documentElement.clientWidth && run(), options);
  return () => leave.abort();
}
