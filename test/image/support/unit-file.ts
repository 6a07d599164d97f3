import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PATHS } from '../../../local/paths.ts';

export const UNITS = join(PATHS.root, 'worker-ami/systemd');

/** The values of each key of a systemd unit, in order; sections are left out, as no key of ours stands in two. */
export function readUnit(name: string): Map<string, string[]> {
  const unit = new Map<string, string[]>();
  for (const line of readFileSync(join(UNITS, name), 'utf8').split('\n')) {
    const [key = '', ...value] = line.split('=');
    if (/^[A-Z]\w+$/.test(key)) unit.set(key, [...(unit.get(key) ?? []), value.join('=')]);
  }
  return unit;
}

/** The only value of a key. */
export function theOnly(unit: Map<string, string[]>, key: string): string {
  const values = unit.get(key) ?? [];
  if (values.length !== 1) throw new Error(`the unit has ${values.length} values of ${key}, expected one`);
  return values[0] as string;
}

export function environmentOf(unit: Map<string, string[]>): Record<string, string> {
  const entries = (unit.get('Environment') ?? []).map((line) => line.split(/=(.*)/s).slice(0, 2));
  return Object.fromEntries(entries) as Record<string, string>;
}
