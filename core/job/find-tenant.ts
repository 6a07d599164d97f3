import { tenantKey } from '../contracts/rows.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Table } from '../shared/table.ts';

const NO_TENANT = 'this API key belongs to no client of the service; ask its operator to give the key a tenant';

/**
 * The tenant whose jobs an API key may see.
 *
 * @param keyNames what may stand in the key's row, see `KeyRow`; the first that has a row counts
 * @throws RequestProblem 403 for a key without a row: that the gateway lets it in says nothing of whose it is
 * @throws when its row is there and cannot be read, which must not pass for another's
 */
export async function findTenant(table: Pick<Table, 'get' | 'has'>, keyNames: readonly string[]): Promise<string> {
  for (const name of keyNames) {
    const key = tenantKey(name);
    const row = await table.get(key);
    if (row?.kind === 'key') return row.tenant;
    if (await table.has(key)) throw new Error(`${key} is there and cannot be read; write it anew, see docs/deploy.md`);
  }
  throw new RequestProblem({ status: 403, code: 'forbidden', detail: NO_TENANT });
}
