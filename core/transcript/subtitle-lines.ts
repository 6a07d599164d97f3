/** The two lines of a cue. */
import type { TimedPart } from './timed-parts.ts';

/** Netflix Timed Text Style Guide, general requirements. */
export const LINE_COLUMNS = 42;

export function columnsOf(parts: readonly TimedPart[]): number {
  return parts.reduce((sum, part, at) => sum + part.columns + (at > 0 && part.spaceBefore ? 1 : 0), 0);
}

export function fitsTwoLines(parts: readonly TimedPart[]): boolean {
  return fitsLine(parts) || breaks(parts).length > 0;
}

/** One line, or two of about the same width; what cannot be cut stands in a line of its own, however wide. */
export function inLines(parts: readonly TimedPart[]): string {
  if (fitsLine(parts)) return line(parts);
  const [best] = breaks(parts).sort((a, b) => unevenness(parts, a) - unevenness(parts, b));
  return best === undefined ? line(parts) : `${line(parts.slice(0, best))}\n${line(parts.slice(best))}`;
}

/** Where a second line can begin. */
function breaks(parts: readonly TimedPart[]): number[] {
  const places = parts.slice(1).map((_part, at) => at + 1);
  return places.filter((at) => fitsLine(parts.slice(0, at)) && fitsLine(parts.slice(at)));
}

function fitsLine(parts: readonly TimedPart[]): boolean {
  return parts.length === 1 || columnsOf(parts) <= LINE_COLUMNS;
}

function unevenness(parts: readonly TimedPart[], at: number): number {
  return Math.abs(columnsOf(parts.slice(0, at)) - columnsOf(parts.slice(at)));
}

function line(parts: readonly TimedPart[]): string {
  return parts.map(({ text, spaceBefore }, at) => (at > 0 && spaceBefore ? ` ${text}` : text)).join('');
}
