import { type KeyRow, type KeyScope, listed, tenantKey } from '../contracts/key-row.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Clock, Log } from '../shared/ports.ts';
import type { Table, Update } from '../shared/table.ts';
import { dayOf, iso } from '../shared/time.ts';
import { within } from '../shared/within.ts';

const NO_TENANT = 'this API key belongs to no client of the service; ask its operator to give the key a tenant';
const DISABLED = 'this API key is disabled; use the one that took its place, or ask the operator of the service';
const REPLACED = 'this API key is over, as another took its place; use that one, or ask the operator of the service';
const NO_SCOPE: Record<KeyScope, string> = {
  client: 'this API key is for the routes of operators alone; use one of a client',
  operator: 'this route is for operators of the service, and this API key is none of theirs; use one that is',
};

/**
 * The row of an API key that may use a route of that scope; its tenant is the one whose jobs the key may see.
 *
 * @param keyNames what may stand in the key's row, see `KeyRow`; the first that has a row counts
 * @throws RequestProblem 403 for a key without a row: that the gateway lets it in says nothing of whose it is; for one that
 *   is disabled, or over after a rotation, whatever the gateway thinks; and for one without the scope
 * @throws when its row is there and cannot be read, which must not pass for another's
 */
export async function admitKey(
  { table, clock }: { table: Pick<Table, 'get' | 'has'>; clock: Pick<Clock, 'now'> },
  keyNames: readonly string[],
  scope: KeyScope,
): Promise<KeyRow> {
  const row = await findKey(table, keyNames);
  if (!row) throw forbidden(NO_TENANT);
  if (row.state === 'disabled') throw forbidden(DISABLED);
  if (row.valid_until !== undefined && row.valid_until <= iso(clock.now())) throw forbidden(REPLACED);
  if (!scopesOf(row).includes(scope)) throw forbidden(NO_SCOPE[scope]);
  return row;
}

async function findKey(table: Pick<Table, 'get' | 'has'>, names: readonly string[]): Promise<KeyRow | undefined> {
  for (const name of names) {
    const key = tenantKey(name);
    const row = await table.get(key);
    if (row?.kind === 'key') return row;
    if (await table.has(key)) throw new Error(`${key} is there and cannot be read; write it anew, see docs/deploy.md`);
  }
  return undefined;
}

/** What a key may do; one of a version before that is a client's. */
export function scopesOf({ scopes = ['client'] }: Pick<KeyRow, 'scopes'>): readonly string[] {
  return scopes;
}

function forbidden(detail: string): RequestProblem {
  return new RequestProblem({ status: 403, code: 'forbidden', detail });
}

/** A request is not held up for longer by what is good to know only. */
const LIMIT_MS = 1000;

/**
 * Keeps on the row which day the key was used last: one write a day, which also puts keys of versions before into the list of
 * all. Never throws, as no request may fail for it.
 */
export async function noteUse(deps: { table: Pick<Table, 'write'>; clock: Clock; log: Log }, key: KeyRow) {
  const today = dayOf(deps.clock.now());
  if (key.last_used_on !== undefined && key.last_used_on >= today) return;
  try {
    await within(deps.clock, LIMIT_MS, deps.table.write(usedOn(today, key)));
  } catch (error) {
    deps.log.warn('the use of a key was not noted', { row: key.job_id, error });
  }
}

/** Of many requests at once, one writes. */
function usedOn(today: string, { job_id, last_used_on, created_at }: KeyRow): Update<KeyRow> {
  const when = last_used_on === undefined ? { is: 'absent' as const } : { is: 'before' as const, value: today };
  const set = { last_used_on: today, ...listed(created_at) };
  return { kind: 'update', key: job_id, when: [{ attribute: 'last_used_on', ...when }], set };
}
