/** Examples of each kind that are kept; the count goes on. */
const EXAMPLES = 5;

export type Violation = { what: string; count: number; examples: string[] };

/** What was seen that may never be, by kind. */
export class Violations {
  readonly #kinds = new Map<string, Violation>();

  add(what: string, about: string): void {
    const known = this.#kinds.get(what) ?? { what, count: 0, examples: [] };
    known.count += 1;
    if (known.examples.length < EXAMPLES) known.examples.push(about);
    this.#kinds.set(what, known);
  }

  get all(): readonly Violation[] {
    return [...this.#kinds.values()];
  }

  count(what: string): number {
    return this.#kinds.get(what)?.count ?? 0;
  }
}
