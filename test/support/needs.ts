/**
 * Tests that need more of the machine than Node and Python have. Where it is missing they are skipped, and say by their
 * names what was missing and what to do about it. With REQUIRE_ALL_TESTS=true, as CI sets it, they fail instead.
 */
import { describe, it, type TestFunction } from 'vitest';
import { type Need, wordsForMissing } from './missing.ts';

/** `it` for what needs these things of the machine. */
export function itWith(...needs: Need[]) {
  const missing = wordsForMissing(needs);
  return (name: string, test: TestFunction, timeoutMs?: number) =>
    it.skipIf(missing)(`${name}${missing}`, test, timeoutMs);
}

/** `describe` for what needs these things of the machine. */
export function describeWith(...needs: Need[]) {
  const missing = wordsForMissing(needs);
  return (name: string, tests: () => void) => describe.skipIf(missing)(`${name}${missing}`, tests);
}
