/**
 * Marks in the text by the CSS Custom Highlight API: an element for each word of ten hours would be 90,000, and take seconds to
 * lay out. `style/transcript.css` says how the marks look.
 */

export type Mark = 'spoken' | 'unsure' | 'hit' | 'current-hit';

function highlightOf(mark: Mark): Highlight {
  const there = CSS.highlights.get(mark);
  if (there) return there;
  const made = new Highlight();
  // The spoken word is seen on whatever else is marked there.
  made.priority = mark === 'spoken' ? 2 : mark === 'current-hit' ? 1 : 0;
  CSS.highlights.set(mark, made);
  return made;
}

export type Place = { node: Text | undefined; from: number; to: number };

/** @returns takes these marks away */
export function mark(mark: Mark, places: Iterable<Place>): () => void {
  const highlight = highlightOf(mark);
  const ranges: StaticRange[] = [];
  for (const { node, from, to } of places) {
    if (!node || to > node.length) continue;
    const range = new StaticRange({ startContainer: node, startOffset: from, endContainer: node, endOffset: to });
    ranges.push(range);
    highlight.add(range);
  }
  return () => {
    for (const range of ranges) highlight.delete(range);
  };
}

export const lineId = (index: number): string => `line-${index}`;

/** The text of a segment, as it is drawn; undefined while it is not, or is being edited. */
export function textNodeOf(index: number): Text | undefined {
  const node = document.getElementById(lineId(index))?.querySelector('p')?.firstChild;
  return node instanceof Text ? node : undefined;
}

/** Where in a text somebody pointed at. */
export function textAtPoint(x: number, y: number): { node: Node; offset: number } | undefined {
  if ('caretPositionFromPoint' in document) {
    const position = document.caretPositionFromPoint(x, y);
    return position ? { node: position.offsetNode, offset: position.offset } : undefined;
  }
  // What Safari has in its place.
  const range = (document as Document).caretRangeFromPoint(x, y);
  return range ? { node: range.startContainer, offset: range.startOffset } : undefined;
}
