/** The lines of a cue. */
import type { CueLayout } from './layout.ts';
import type { TimedPart } from './timed-parts.ts';

export function columnsOf(parts: readonly TimedPart[]): number {
  return parts.reduce((sum, part, at) => sum + part.columns + (at > 0 && part.spaceBefore ? 1 : 0), 0);
}

export function fitsCue(parts: readonly TimedPart[], { columns, lines }: CueLayout): boolean {
  const wrapped = wrap(parts, columns);
  return parts.length <= 1 || (wrapped.length <= lines && wrapped.every((line) => columnsOf(line) <= columns));
}

/** As few lines as hold it, of about the same width; what cannot be cut stands in a line of its own, however wide. */
export function inLines(parts: readonly TimedPart[], { columns }: CueLayout): string {
  const { length: lines } = wrap(parts, columns);
  let best = columns;
  while (best > 1 && wrap(parts, best - 1).length <= lines) best -= 1;
  return wrap(parts, best).map(textOf).join('\n');
}

/** Each line takes as many parts as it has room for. */
function wrap(parts: readonly TimedPart[], columns: number): TimedPart[][] {
  const lines: TimedPart[][] = [];
  for (const part of parts) {
    const line = lines.at(-1);
    if (line && columnsOf([...line, part]) <= columns) line.push(part);
    else lines.push([part]);
  }
  return lines;
}

function textOf(parts: readonly TimedPart[]): string {
  return parts.map(({ text, spaceBefore }, at) => (at > 0 && spaceBefore ? ` ${text}` : text)).join('');
}
