import { useEffect, useMemo } from 'preact/hooks';
import { clockTime } from '../shared/language.ts';
import { lineId, mark, textNodeOf } from './highlights.ts';
import { NoteLine } from './note-line.tsx';
import type { Note } from './notes.ts';
import { SegmentForm } from './segment-form.tsx';
import { nameOf } from './speaker-name.ts';
import type { Store } from './store.ts';
import { heightOf, type TextBlock } from './text-blocks.ts';
import { type Segment, unsureSpans } from './transcript.ts';
import { words } from './words.ts';

type Props = {
  store: Store;
  block: TextBlock;
  /** Its text is drawn a little later than that of the blocks before. */
  isDrawn: boolean;
  names: Readonly<Record<string, string>>;
  notes: ReadonlyMap<number, readonly Note[]>;
  /** Of a segment in it. */
  editing: number | undefined;
  canEdit: boolean;
};

export function Block({ store, block, isDrawn, names, notes, editing, canEdit }: Props) {
  const text = words();
  const below = store.transcript.value?.unsureBelow;
  useEffect(() => (isDrawn && below ? markUnsure(block, below) : undefined), [block, isDrawn, editing, below]);
  const height = `${heightOf(block)}px`;
  return useMemo(
    () => (
      <div class="block" style={{ containIntrinsicSize: `auto ${height}`, minHeight: isDrawn ? '' : height }}>
        {isDrawn &&
          block.segments.map((segment, at) => {
            const index = block.first + at;
            const before = at === 0 ? block.speakerBefore : block.segments[at - 1]?.speaker;
            const { speaker: by } = segment;
            const speaker = by === undefined || by === before ? undefined : nameOf(by, names);
            return (
              <>
                {notes.get(index)?.map((note) => (
                  <NoteLine key={`${note.kind}${note.start}`} note={note} />
                ))}
                {segment.id === editing ? (
                  <SegmentForm key={segment.id} store={store} segment={segment} />
                ) : (
                  <Line key={segment.id} {...{ segment, index, speaker, canEdit }} />
                )}
              </>
            );
          })}
      </div>
    ),
    [block, isDrawn, names, notes, editing, canEdit, text],
  );
}

type LineProps = { segment: Segment; index: number; speaker: string | undefined; canEdit: boolean };

/** The text is one node: marks count its letters. */
function Line({ segment: { start, text: said, edited }, index, speaker, canEdit }: LineProps) {
  const text = words();
  const time = clockTime(start);
  return (
    <div class={edited ? 'line edited' : 'line'} id={lineId(index)} data-at={index}>
      <button type="button" class="time" aria-label={text.playFrom(time)}>
        {time}
      </button>
      {speaker !== undefined && <strong class="speaker">{speaker}</strong>}
      {said === '' ? <em class="said hint">{text.nothingSaid}</em> : <p class="said">{said}</p>}
      {canEdit && (
        <button type="button" class="edit" aria-label={text.editAt(time)} title={text.edit}>
          ✎
        </button>
      )}
    </div>
  );
}

function markUnsure({ first, segments }: TextBlock, below: number): () => void {
  const places = segments.flatMap((segment, at) => {
    const spans = unsureSpans(segment, below);
    if (spans.length === 0) return [];
    const node = textNodeOf(first + at);
    return spans.map(({ from, to }) => ({ node, from, to }));
  });
  return mark('unsure', places);
}
