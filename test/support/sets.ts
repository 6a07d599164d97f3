import type { Write } from '../../core/shared/table.ts';

/** Whether a write sets that attribute of a row to that value; for tests that wait for one write or break it. */
export function sets(write: Write, attribute: string, value: string): boolean {
  return write.kind === 'update' && new Map<string, unknown>(Object.entries(write.set)).get(attribute) === value;
}
