/** What queries have in common. */
import * as z from 'zod';

/** A whole number as a query has it. Empty is none: as a number it would be 0, which nobody asked for. */
export function wholeNumber(least: number, most: number) {
  return z.preprocess(readDigits, z.int(`expected a whole number from ${least} to ${most}`).min(least).max(most));
}

function readDigits(given: unknown): unknown {
  return typeof given === 'string' && /^-?\d+$/.test(given) ? Number(given) : given;
}
