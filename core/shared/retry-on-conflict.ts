/**
 * Optimistic locking: a row is read, its change decided, and written if the row still is as it was read. When others were at
 * it meanwhile all of that is done anew, as what was decided may no longer be right.
 *
 * @param attempt reads, decides and writes; false when others were first
 * @returns false when others were first every time
 */
export async function retryOnConflict<Result>(
  tries: number,
  attempt: (number: number) => Promise<Result | false>,
): Promise<Result | false> {
  for (let number = 1; number <= tries; number += 1) {
    const result = await attempt(number);
    if (result !== false) return result;
  }
  return false;
}
