/** Words of the API that are for programs, as docs/openapi.json lists them. */
import { readFileSync } from 'node:fs';

type Node = { enum?: unknown[]; properties?: Record<string, Node> } & Record<string, unknown>;
type Description = { components: { schemas: Record<string, Node> } };

const { schemas } = (JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Description).components;

/** The values that a property of a schema may have, wherever in the schema it stands. */
export function valuesOf(schema: string, property: string): string[] {
  const found = new Set(enumsIn(schemas[schema]).flatMap(([name, values]) => (name === property ? values : [])));
  if (found.size === 0) throw new Error(`docs/openapi.json lists no values of ${schema}.${property}`);
  return [...found];
}

/** Each word that a schema lists, but those that are names in every language: of formats, engines and tasks. */
export function wordsForPrograms(): string[] {
  const listed = Object.entries(schemas).flatMap(([schema, node]) => enumsIn(node, schema));
  const words = listed.flatMap(([name, values]) => (NAMES.includes(name) ? [] : values));
  return [...new Set(words)];
}

const NAMES = ['Form', 'engine', 'tasks', 'task'];

function enumsIn(node: unknown, name = ''): [string, string[]][] {
  if (Array.isArray(node)) return node.flatMap((one) => enumsIn(one, name));
  if (typeof node !== 'object' || node === null) return [];
  const { enum: values, properties, ...others } = node as Node;
  const own: [string, string[]][] = values ? [[name, values.filter((one) => typeof one === 'string')]] : [];
  const inner = Object.entries(properties ?? {}).flatMap(([property, one]) => enumsIn(one, property));
  return [...own, ...inner, ...Object.values(others).flatMap((one) => enumsIn(one, name))];
}
