/** Which word of one text stands for which of another. */

/** Places in both texts; one is missing where a word was left out or put in. */
export type Pair = { said?: number; heard?: number; isRight: boolean };

/**
 * The fewest words changed, left out and put in (Levenshtein). Of equal ways the one that leaves out words late, so that
 * of a sentence said four times and heard three times the last is missing, and not the end of one and the start of another.
 */
export function align(said: readonly string[], heard: readonly string[]): Pair[] {
  const width = heard.length + 1;
  const costs = costsOf(said, heard);
  const cost = (row: number, column: number) => costs[row * width + column] ?? Number.POSITIVE_INFINITY;
  const pairs: Pair[] = [];
  let [row, column] = [said.length, heard.length];
  while (row > 0 || column > 0) {
    const here = cost(row, column);
    const isRight = row > 0 && column > 0 && said[row - 1] === heard[column - 1];
    if (row > 0 && cost(row - 1, column) + 1 === here) pairs.push({ said: --row, isRight: false });
    else if (row > 0 && column > 0 && cost(row - 1, column - 1) + (isRight ? 0 : 1) === here)
      pairs.push({ said: --row, heard: --column, isRight });
    else pairs.push({ heard: --column, isRight: false });
  }
  return pairs.reverse();
}

/** Of each beginning of the one text with each of the other, row by row. */
function costsOf(said: readonly string[], heard: readonly string[]): Uint32Array {
  const width = heard.length + 1;
  const costs = new Uint32Array((said.length + 1) * width);
  const at = (index: number) => costs[index] ?? 0;
  for (let column = 1; column < width; column += 1) costs[column] = column;
  for (let row = 1; row <= said.length; row += 1) {
    costs[row * width] = row;
    for (let column = 1; column < width; column += 1) {
      const here = row * width + column;
      const changed = at(here - width - 1) + (said[row - 1] === heard[column - 1] ? 0 : 1);
      costs[here] = Math.min(changed, at(here - width) + 1, at(here - 1) + 1);
    }
  }
  return costs;
}
