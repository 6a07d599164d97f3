/**
 * What JSON can say and somebody on the way would not keep: JavaScript rounds large numbers, UTF-8 has no half characters,
 * and parsers give up on deep nesting.
 */

/** How deep a value may be nested; many parsers take 64 and less. */
const MAX_DEPTH = 32;
const LONE_SURROGATE = /\p{Surrogate}/u;

type Path = readonly (string | number)[];
type Fault = { pointer: string; message: string };

/** A JSON pointer (RFC 6901). */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Each place of a parsed JSON value that could not be given back as it came, with what was expected there. */
export function jsonFaults(value: unknown, path: Path = []): Fault[] {
  const fault = faultOf(value, path.length);
  if (fault) return [{ pointer: pointerTo(path), message: fault }];
  if (Array.isArray(value)) return value.flatMap((item, index) => jsonFaults(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inKey = LONE_SURROGATE.test(key) ? [{ pointer: pointerTo(path), message: HALF_KEY }] : [];
    return [...inKey, ...jsonFaults(item, [...path, key])];
  });
}

const HALF_KEY = 'has a name with half of a character (a lone surrogate); expected whole ones';

function faultOf(value: unknown, depth: number): string | undefined {
  if (typeof value === 'string' && LONE_SURROGATE.test(value))
    return 'holds half of a character (a lone surrogate); expected whole ones';
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER)
    return `is a number that loses digits; expected one up to ${Number.MAX_SAFE_INTEGER}, send a larger one as text`;
  if (typeof value === 'object' && depth > MAX_DEPTH) return `is nested too deep; expected at most ${MAX_DEPTH} levels`;
  return undefined;
}
