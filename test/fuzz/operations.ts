/** The operations of the API, as its description names them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const DESCRIPTION = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url));

export function operationIds(): string[] {
  type Description = { paths: Record<string, Record<string, { operationId: string }>> };
  const { paths } = JSON.parse(readFileSync(DESCRIPTION, 'utf8')) as Description;
  return Object.values(paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
}

const NAMED = 5;

/** The names that are most like one that is none, by the pairs of letters that they share. */
export function nearestTo(name: string, names: readonly string[]): string[] {
  const [wanted, likeness] = [pairsOf(name), new Map<string, number>()];
  for (const one of names) {
    const pairs = pairsOf(one);
    const shared = [...pairs].filter((pair) => wanted.has(pair)).length;
    if (shared > 0) likeness.set(one, (2 * shared) / (pairs.size + wanted.size));
  }
  const nearest = [...likeness].sort(([, one], [, other]) => other - one);
  return nearest.slice(0, NAMED).map(([one]) => one);
}

function pairsOf(name: string): Set<string> {
  const letters = name.toLowerCase();
  return new Set(Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2)));
}
