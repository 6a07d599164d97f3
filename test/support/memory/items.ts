/** What a write makes of an item. Items are plain attributes, frozen once they are stored. */
import type { Add, AnyUpdate, DueItem, Write } from '../../../core/shared/table.ts';

export type Item = Readonly<Record<string, unknown>>;

export function keyOf(write: Write): string {
  return write.kind === 'update' ? write.key : write.row.job_id;
}

export function updated(item: Item, { set, remove = [], append = {} }: AnyUpdate): Item {
  const changed: Record<string, unknown> = { ...item, ...copy(set) };
  for (const [name, values] of Object.entries(append))
    changed[name] = [...(item[name] as unknown[]), ...copied(values)];
  // Made anew: `delete` would leave a slow object, and every later read of the row would pay for it.
  return remove.length === 0 ? changed : entriesOf(changed, (name) => !(remove as readonly string[]).includes(name));
}

export function added(item: Item = {}, { row, amounts }: Add): Item {
  const sums = Object.entries(amounts).map(([name, amount]) => [name, Number(item[name] ?? 0) + (amount ?? 0)]);
  return { ...item, ...copy(row), ...Object.fromEntries(sums) };
}

export function projection(item: Item): DueItem | undefined {
  const { job_id, due_class, due_at, state, instance_id } = item as DueItem;
  if (due_class === undefined || typeof due_at !== 'string') return undefined;
  return freeze(copy({ job_id, due_class, due_at, state, instance_id }) as DueItem);
}

export function isSame(one: DueItem | undefined, other: DueItem | undefined): boolean {
  if (!one || !other) return one === other;
  return (
    one.due_at === other.due_at &&
    one.due_class === other.due_class &&
    one.state === other.state &&
    one.instance_id === other.instance_id
  );
}

/** Without what is undefined, at every depth: DynamoDB keeps no such attribute. */
export function copy(item: object): Record<string, unknown> {
  const made: Record<string, unknown> = { ...item };
  let isWhole = true;
  for (const [name, value] of Object.entries(made)) {
    if (value === undefined) isWhole = false;
    else if (typeof value === 'object' && value !== null) made[name] = copied(value);
  }
  return isWhole ? made : entriesOf(made, (_name, value) => value !== undefined);
}

function entriesOf(item: object, isWanted: (name: string, value: unknown) => boolean): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name, value]) => isWanted(name, value)));
}

function copied<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  return (Array.isArray(value) ? value.map(copied) : copy(value)) as Value;
}

/** At every depth; what is frozen already was frozen here. */
export function freeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'object' && inner !== null && !Object.isFrozen(inner)) freeze(inner);
  }
  return Object.freeze(value);
}
