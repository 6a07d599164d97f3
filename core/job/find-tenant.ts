import { tenantKey } from '../contracts/rows.ts';
import type { Table } from '../shared/table.ts';

/** The tenant of keys that no item names, and so of everyone on a deployment with one client. */
const DEFAULT_TENANT = 'default';

/** @param keyHash SHA-256 of the API key, in hex: the table never holds a key itself */
export async function findTenant(table: Table, keyHash: string): Promise<string> {
  const row = await table.get(tenantKey(keyHash));
  return row?.kind === 'key' ? row.tenant : DEFAULT_TENANT;
}
