/** What is said of API keys: all that their rows know. */
import { type KeyRow, tenantKey } from '../contracts/key-row.ts';
import type { Key } from '../contracts/keys.ts';
import { scopesOf } from '../job/admit-key.ts';
import type { Table } from '../shared/table.ts';

/** The keys of the index; those of versions before are in it from their first use on. */
export async function listKeys(table: Table): Promise<Key[]> {
  const keys: Key[] = [];
  let items: Awaited<ReturnType<Table['due']>> = [];
  do {
    const after = items.at(-1);
    items = await table.due('key', { limit: PAGE, ...(after && { after }) });
    const rows = items.map(({ job_id }) => job_id);
    keys.push(...(await keysIn(table, rows)));
  } while (items.length === PAGE);
  return keys;
}

/** BatchGetItem reads as many. */
const PAGE = 100;

export async function keysIn(table: Table, rows: readonly string[]): Promise<Key[]> {
  const read = await table.getMany(rows);
  const keys = read.filter((row) => row.kind === 'key');
  return keys.map(shown).sort(byTime);
}

const byTime = (one: Key, other: Key) => ((one.created_at ?? '') < (other.created_at ?? '') ? -1 : 1);

export function shown(row: KeyRow): Key {
  return {
    key_id: row.job_id.slice(tenantKey('').length),
    name: row.name ?? null,
    tenant: row.tenant,
    scopes: [...scopesOf(row)],
    state: row.state ?? 'active',
    created_at: row.created_at ?? null,
    last_used_on: row.last_used_on ?? null,
    limits: row.limits ?? {},
    valid_until: row.valid_until ?? null,
  };
}
