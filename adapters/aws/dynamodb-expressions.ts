/** From the rules' writes to DynamoDB's expressions. Every name and value goes through an alias. */
import { TABLE } from '../../core/contracts/rows.ts';
import type { Add, AnyUpdate, Condition, PutIfAbsent } from '../../core/shared/table.ts';

export function putIfAbsent(tableName: string, { row }: PutIfAbsent) {
  return {
    TableName: tableName,
    Item: row,
    ConditionExpression: 'attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': TABLE.key },
  };
}

export function updateExpression(tableName: string, update: AnyUpdate) {
  const names = new Aliases<string>('#');
  const values = new Aliases<unknown>(':');
  const conditions = [
    `attribute_exists(${names.of(TABLE.key)})`,
    ...update.when.map((one) => condition(one, names, values)),
  ];
  const sets = Object.entries(update.set)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${names.of(name)} = ${values.of(value)}`);
  const appends = Object.entries(update.append ?? {}).map(
    ([name, items]) => `${names.of(name)} = list_append(${names.of(name)}, ${values.of(items)})`,
  );
  const removes = (update.remove ?? []).map((name) => names.of(name));
  return {
    TableName: tableName,
    Key: { [TABLE.key]: update.key },
    ConditionExpression: conditions.join(' AND '),
    UpdateExpression: `SET ${[...sets, ...appends].join(', ')}${removes.length > 0 ? ` REMOVE ${removes.join(', ')}` : ''}`,
    ExpressionAttributeNames: names.taken(),
    ...(values.isEmpty() ? {} : { ExpressionAttributeValues: values.taken() }),
  };
}

/** Unconditional: adding is right whatever is there. */
export function addExpression(tableName: string, { row, amounts }: Add) {
  const names = new Aliases<string>('#');
  const values = new Aliases<unknown>(':');
  const { job_id, ...attributes } = row;
  const pairs = (given: object) =>
    Object.entries(given)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [names.of(name), values.of(value)] as const);
  const sets = pairs(attributes).map(([name, value]) => `${name} = ${value}`);
  const sums = pairs(amounts).map(([name, value]) => `${name} ${value}`);
  return {
    TableName: tableName,
    Key: { [TABLE.key]: job_id },
    UpdateExpression: `SET ${sets.join(', ')} ADD ${sums.join(', ')}`,
    ExpressionAttributeNames: names.taken(),
    ExpressionAttributeValues: values.taken(),
  };
}

function condition(one: Condition<Record<string, unknown>>, names: Aliases<string>, values: Aliases<unknown>): string {
  const name = names.of(one.attribute);
  if (one.is === 'absent') return `attribute_not_exists(${name})`;
  if (one.is === 'before') return `${name} < ${values.of(one.value)}`;
  return `${name} IN (${one.values.map((value) => values.of(value)).join(', ')})`;
}

class Aliases<Value> {
  readonly #prefix: string;
  readonly #taken = new Map<Value, string>();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  of(value: Value): string {
    const alias = this.#taken.get(value) ?? `${this.#prefix}${this.#taken.size}`;
    this.#taken.set(value, alias);
    return alias;
  }

  isEmpty(): boolean {
    return this.#taken.size === 0;
  }

  taken(): Record<string, Value> {
    return Object.fromEntries([...this.#taken].map(([value, alias]) => [alias, value]));
  }
}
