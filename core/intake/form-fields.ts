/** The text fields of a form as the values that JSON would have, by the schema that both are parsed with. */
import type * as z from 'zod';
import { parseJson } from '../shared/json.ts';
import { jsonFaults } from '../shared/json-faults.ts';
import { badRequest } from '../shared/request.ts';

/** Of one name and another, in the order in which they came; a name that comes several times is a list. */
export type FormFields = readonly (readonly [name: string, text: string])[];

/** @throws RequestProblem 400 for what could not be given back as it came */
export function formValues(schema: z.ZodObject, fields: FormFields): Record<string, unknown> {
  const texts = new Map<string, string[]>();
  for (const [name, text] of fields) texts.set(name, [...(texts.get(name) ?? []), text]);
  const values = Object.fromEntries([...texts].map(([name, given]) => [name, valueIn(fieldOf(schema, name), given)]));
  const faults = jsonFaults(values);
  if (faults.length > 0) throw badRequest(faults);
  return values;
}

/** Names come from clients: `constructor` is no field. */
function fieldOf({ shape }: z.ZodObject, name: string): z.ZodType | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

/** The text itself where the field takes one, else what it says as JSON; and a list of one where it takes but lists. */
function valueIn(field: z.ZodType | undefined, texts: readonly string[]): unknown {
  const read = texts.map((text) => parseJson(text) ?? text);
  const candidates = texts.length === 1 ? [texts[0], read[0], texts, read] : [texts, read];
  const fits = (value: unknown) => field?.safeParse(value).success ?? false;
  return candidates.find(fits) ?? (texts.length === 1 ? read[0] : read);
}
