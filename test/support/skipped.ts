/** The tests that a report in JUnit's form, vitest's or pytest's, says were skipped. */
export type Skipped = { name: string; reason: string };

const TEST = /<testcase\b[^>]*? name="([^"]*)"[^>]*>\s*<skipped\b(?:[^>]*? message="([^"]*)")?/g;

export function skippedIn(junit: string): Skipped[] {
  return [...junit.matchAll(TEST)].map(([, name = '', message]) => ({
    name,
    // Ours say it in their names: see needs.ts.
    reason: message ?? /\(skipped: ([^)]+)\)/.exec(name)?.[1] ?? 'without a reason',
  }));
}
