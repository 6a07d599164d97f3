import type { DueClass } from '../../../core/contracts/row-parts.ts';
import type { DueItem } from '../../../core/shared/table.ts';
import { compareTexts, SortedList } from './sorted-list.ts';

export type DueQuery = { until?: string; limit: number; after?: DueItem };

/** The sparse index `due`: the items of each class in the order of their time, then of their key. */
export class DueIndex {
  readonly #classes = new Map<DueClass, SortedList<DueItem>>();

  /** Puts the item that was there out and the new one in; either may be none. */
  change(before: DueItem | undefined, after: DueItem | undefined): void {
    if (before && !this.#items(before.due_class).remove(before)) {
      throw new Error(`the index has no ${before.job_id} at ${before.due_at}`);
    }
    if (after) this.#items(after.due_class).add(after);
  }

  first(dueClass: DueClass, { until, limit, after }: DueQuery): DueItem[] {
    const found: DueItem[] = [];
    for (const item of this.#items(dueClass).from(after)) {
      if (found.length === limit || (until !== undefined && item.due_at > until)) break;
      if (after === undefined || inOrder(after, item) < 0) found.push(item);
    }
    return found;
  }

  #items(dueClass: DueClass): SortedList<DueItem> {
    const items = this.#classes.get(dueClass) ?? new SortedList(inOrder);
    this.#classes.set(dueClass, items);
    return items;
  }
}

function inOrder(one: DueItem, other: DueItem): number {
  return compareTexts(one.due_at, other.due_at) || compareTexts(one.job_id, other.job_id);
}
