/** How a file is cut into parts. */

/** S3 takes no more of one file. */
const MOST_PARTS = 10_000;
/** A part that was lost is sent again whole; with smaller ones the links alone would be megabytes. */
const USUAL_BYTES = 64 * 1024 ** 2;

/** @returns how long each part but the last is; undefined for a file that goes in one */
export function partBytes(size_bytes: number, wanted: number | undefined): number | undefined {
  if (wanted === undefined && size_bytes <= USUAL_BYTES) return undefined;
  return Math.max(wanted ?? USUAL_BYTES, Math.ceil(size_bytes / MOST_PARTS));
}

export type Part = { number: number; size_bytes: number };

/** All parts of a file, with how long each has to be. */
export function partsOf(size_bytes: number, part_bytes: number): Part[] {
  const count = Math.ceil(size_bytes / part_bytes);
  return Array.from({ length: count }, (_, at) => ({
    number: at + 1,
    size_bytes: Math.min(part_bytes, size_bytes - at * part_bytes),
  }));
}

/** Those that are not there, or not as long as they have to be. */
export function missingParts(wanted: readonly Part[], there: readonly Part[]): Part[] {
  const sizes = new Map(there.map(({ number, size_bytes }) => [number, size_bytes]));
  return wanted.filter(({ number, size_bytes }) => sizes.get(number) !== size_bytes);
}
