import { RefusedForGoodError } from '../../../core/shared/errors.ts';

/** Levels of lists and maps in a DynamoDB item, the item itself among them. */
const DEEPEST = 32;

/** Throws for what DynamoDB, or its SDK, holds in no item. */
export function refuseUnstorable(value: unknown, depth = 0): void {
  if (typeof value === 'number' && !isStorable(value)) throw new RefusedForGoodError(`no item can hold ${value}`);
  if (typeof value !== 'object' || value === null) return;
  if (depth > DEEPEST) throw new RefusedForGoodError('no item can be that deep');
  for (const inner of Object.values(value)) refuseUnstorable(inner, depth + 1);
}

/** Throws for what DynamoDB looks for in no key, be it the table's or an index's. */
export function refuseKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > 2048) throw new Error(`no key has ${bytes} bytes`);
}

function isStorable(number: number): boolean {
  const size = Math.abs(number);
  if (Number.isInteger(number) && size > Number.MAX_SAFE_INTEGER) return false;
  return size === 0 || (size >= 1e-130 && size < 1e126);
}
