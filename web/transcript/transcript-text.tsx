import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Finder } from './finder.ts';
import { lineId, mark, textAtPoint, textNodeOf } from './highlights.ts';
import { NoteLine } from './note-line.tsx';
import { type Note, notesBySegment } from './notes.ts';
import type { Playback } from './playback.ts';
import { useSpoken } from './spoken.ts';
import type { Store } from './store.ts';
import { Block } from './text-block.tsx';
import { blockOf, blocksOf, type TextBlock } from './text-blocks.ts';
import { type Segment, wordAtOffset, wordSpans } from './transcript.ts';
import { words } from './words.ts';

type Props = { store: Store; playback: Playback; finder: Finder };

/** Enough for a screen; the rest follows while that is looked at already. */
const [FIRST_BLOCKS, MORE_BLOCKS] = [3, 6];

export function TranscriptText({ store, playback, finder }: Props) {
  const transcript = store.transcript.value;
  const before = useRef<readonly TextBlock[]>([]);
  const blocks = useComputed(() => {
    before.current = blocksOf(store.segments.value, before.current);
    return before.current;
  });
  const notes = useMemo(
    () => (transcript ? notesBySegment(transcript.quality, transcript.segments) : new Map<number, Note[]>()),
    [transcript],
  );
  const drawn = useDrawn(store, blocks.value.length);
  useSpoken(store, playback);
  useHits(finder, drawn);
  const editing = store.editing.value;
  const canEdit = store.isNewest.value;
  const language = transcript?.language;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: words are no elements; each line has buttons that do the same
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      class="text"
      lang={language === 'und' ? undefined : language}
      onClick={(event) => clicked(event, store, playback)}
      onDblClick={(event) => canEdit && edit(event, store)}
    >
      {blocks.value.length === 0 && <p class="hint">{words().noSpeech}</p>}
      {blocks.value.map((block, at) => (
        <Block
          key={block.first}
          store={store}
          block={block}
          isDrawn={at < drawn}
          names={store.speakers.value}
          notes={notes}
          editing={block.segments.some(({ id }) => id === editing) ? editing : undefined}
          canEdit={canEdit}
        />
      ))}
      {notes.get(store.segments.value.length)?.map((note) => (
        <NoteLine key={`${note.kind}${note.start}`} note={note} />
      ))}
    </div>
  );
}

/** How many blocks have their text: a few at a time, so that nothing waits for all of them. */
function useDrawn(store: Store, all: number): number {
  const drawn = useSignal(FIRST_BLOCKS);
  useEffect(() => {
    if (drawn.value >= all) return;
    const timer = setTimeout(() => {
      drawn.value += MORE_BLOCKS;
    });
    return () => clearTimeout(timer);
  }, [drawn.value, all]);
  useSignalEffect(() => {
    const wanted = store.shown.value;
    if (!wanted) return;
    drawn.value = Math.max(drawn.peek(), blockOf(wanted.index) + 2);
    requestAnimationFrame(() => document.getElementById(lineId(wanted.index))?.scrollIntoView({ block: 'center' }));
  });
  return drawn.value;
}

function useHits({ hits, current }: Finder, drawn: number): void {
  const places = useMemo(
    () => hits.value.map(({ index, from, to }) => ({ node: textNodeOf(index), from, to })),
    [hits.value, drawn],
  );
  useEffect(() => mark('hit', places), [places]);
  useEffect(() => {
    const place = places[current.value];
    return place && mark('current-hit', [place]);
  }, [places, current.value]);
}

function clicked(event: MouseEvent, store: Store, playback: Playback): void {
  const target = event.target as Element;
  const seconds = target.closest<HTMLElement>('[data-seconds]')?.dataset['seconds'];
  if (seconds !== undefined) playback.seek(Number(seconds));
  const segment = segmentOf(target, store);
  if (!segment) return;
  if (target.closest('.edit')) store.editing.value = segment.id;
  else if (target.closest('.time')) playback.seek(segment.start);
  else if (target.closest('.said') && document.getSelection()?.isCollapsed) {
    playback.seek(secondsAtPoint(event, segment) ?? segment.start);
  }
}

function secondsAtPoint({ clientX, clientY }: MouseEvent, segment: Segment) {
  const place = textAtPoint(clientX, clientY);
  if (!(place?.node instanceof Text)) return undefined;
  return wordAtOffset(wordSpans(segment), place.offset)?.start;
}

function edit(event: MouseEvent, store: Store): void {
  const target = event.target as Element;
  const segment = target.closest('.said') ? segmentOf(target, store) : undefined;
  if (segment) store.editing.value = segment.id;
}

function segmentOf(target: Element, store: Store) {
  const index = target.closest<HTMLElement>('[data-at]')?.dataset['at'];
  return index === undefined ? undefined : store.segments.value[Number(index)];
}
