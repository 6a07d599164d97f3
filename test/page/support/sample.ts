/** Values as a schema of the OpenAPI document has them. */
export type Schema = Record<string, unknown> & { properties?: Record<string, Schema> };

/** What a test wants where a schema leaves a choice, by the name of the property. */
export type Wishes = Record<string, unknown>;
export type Sampling = { schemas: Record<string, Schema>; origin: string; wishes: Wishes };

/** @param name of the property that it is for */
export function sampleOf(schema: Schema, sampling: Sampling, name = ''): unknown {
  const { $ref, enum: choices, anyOf, oneOf, allOf } = schema as { $ref?: string; enum?: unknown[] } & Parts;
  if ($ref) return sampleOf(sampling.schemas[$ref.split('/').at(-1) ?? ''] ?? {}, sampling, name);
  if ('const' in schema) return schema['const'];
  if (choices) return choices.includes(sampling.wishes[name]) ? sampling.wishes[name] : choices[0];
  const either = anyOf ?? oneOf;
  if (either?.[0]) return sampleOf(either[0], sampling, name);
  if (allOf) return Object.assign({}, ...allOf.map((part) => sampleOf(part, sampling, name)));
  const type = [schema['type']].flat()[0];
  if (type === 'object') return objectOf(schema, sampling);
  if (type === 'array') return [sampleOf((schema['items'] ?? {}) as Schema, sampling, name)];
  if (type === 'string') return stringOf(schema, sampling.origin);
  if (type === 'integer' || type === 'number') return Number(schema['minimum'] ?? 1);
  return type === 'boolean' ? true : null;
}

type Parts = { anyOf?: Schema[]; oneOf?: Schema[]; allOf?: Schema[] };

function objectOf({ properties = {} }: Schema, sampling: Sampling): object {
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, sampleOf(one, sampling, name)]));
}

/** Addresses lead to the mock: a bucket for what is fetched, a socket where the description says so. */
function stringOf({ format, description, examples }: Schema, origin: string): string {
  if (format === 'uri') {
    const isSocket = String(description).startsWith('wss:');
    return isSocket ? `${origin.replace('http', 'ws')}/socket?ticket=t` : `${origin}/bucket/object`;
  }
  if (format === 'date-time') return '2026-01-01T10:00:00Z';
  if (format === 'date') return '2026-01-01';
  return String((examples as unknown[] | undefined)?.[0] ?? 'text');
}
