import { Heap } from './heap.ts';

/** What happens at a time; `number` says which of two at one time was entered first. Without `wake`, it was called off. */
export type Entry = { readonly wakes_at: number; readonly number: number; wake: (() => void) | undefined };

const SLOT_MS = 1_000;

/**
 * What is to happen, in the order of its time. What lies seconds ahead is only put into order when its second comes: of
 * the time limits of hours that every job sets, nearly all are called off long before.
 */
export class Agenda {
  readonly #soon = new Heap<Entry>(isBefore);
  readonly #later = new Map<number, Set<Entry>>();
  readonly #slots = new Heap<number>((one, other) => one < other);
  /** The last slot whose entries are all in `#soon`. */
  #reached = Number.NEGATIVE_INFINITY;

  add(entry: Entry): void {
    const slot = slotOf(entry);
    if (slot <= this.#reached) this.#soon.push(entry);
    else this.#entriesOf(slot).add(entry);
  }

  callOff(entry: Entry): void {
    entry.wake = undefined;
    this.#later.get(slotOf(entry))?.delete(entry);
  }

  /** Takes what comes first, unless it comes after `end`. */
  takeUntil(end: number): Entry | undefined {
    for (;;) {
      const next = this.#soon.peek();
      if (next ? next.wakes_at > end : !this.#reachNext(end)) return undefined;
      if (!next) continue;
      this.#soon.pop();
      if (next.wake) return next;
    }
  }

  /** False when nothing is left up to `end`. */
  #reachNext(end: number): boolean {
    const slot = this.#slots.peek();
    if (slot === undefined || slot * SLOT_MS > end) return false;
    this.#slots.pop();
    this.#reached = slot;
    for (const entry of this.#later.get(slot) ?? []) this.#soon.push(entry);
    this.#later.delete(slot);
    return true;
  }

  #entriesOf(slot: number): Set<Entry> {
    const known = this.#later.get(slot);
    if (known) return known;
    const entries = new Set<Entry>();
    this.#later.set(slot, entries);
    this.#slots.push(slot);
    return entries;
  }
}

function slotOf({ wakes_at }: Entry): number {
  return Math.floor(wakes_at / SLOT_MS);
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.wakes_at === other.wakes_at ? one.number < other.number : one.wakes_at < other.wakes_at;
}
