/** API keys as operators manage them. What counts is the row; API Gateway is told of it and follows within minutes. */
import { type KeyRow, listed, tenantKey } from '../contracts/key-row.ts';
import { type Key, keyLimitsRequest, keyRequest, keyRotationRequest, type NewKey } from '../contracts/keys.ts';
import type { Row } from '../contracts/rows.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Clock, KeyGateway } from '../shared/ports.ts';
import { parseRequest } from '../shared/request.ts';
import { type Condition, rowAfter, type Table, type Update } from '../shared/table.ts';
import { iso, plusSeconds } from '../shared/time.ts';
import { shown } from './list-keys.ts';

export type ManageKeys = {
  table: Table;
  gateway: KeyGateway;
  clock: Clock;
  /** What nobody guesses, in 20 to 128 letters and digits. */
  newKeyValue: () => string;
  sha256: (text: string) => string;
};

/** How rows of new keys name them: by the gateway's id where the gateway tells it with each request, else by the value's hash. */
export type KeysNamedBy = 'id' | 'hash';

type Made = Pick<KeyRow, 'tenant' | 'name' | 'scopes' | 'limits'>;

/**
 * Makes a key; its value is in the answer and nowhere else.
 *
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem 400 naming each bad field
 */
export async function makeKey(deps: ManageKeys, body: unknown, by: KeysNamedBy): Promise<NewKey> {
  const { row, value } = await newKey(deps, parseRequest(keyRequest, body), by);
  if (!(await deps.table.write({ kind: 'put', row }))) throw new Error(`${row.job_id} is there already`);
  return { ...shown(row), value };
}

/**
 * Makes another key of the same client with the same rights. The old one is valid beside it while the two overlap.
 *
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem 400 naming each bad field; 404 for a key that is not there; 409 for one that is disabled or has been
 *   rotated already, by another request at this moment too
 */
export async function rotateKey(deps: ManageKeys, keyId: string, body: unknown, by: KeysNamedBy): Promise<NewKey> {
  const { overlap_hours } = parseRequest(keyRotationRequest, body);
  const old = await keyRow(deps.table, keyId);
  if (old.state === 'disabled' || old.valid_until !== undefined) throw rotated();
  const { row, value, id } = await newKey(deps, old, by);
  const ending = endsAt(old, plusSeconds(deps.clock.now(), overlap_hours * 3600));
  if (!(await deps.table.write({ kind: 'put', row }, ending))) {
    await deps.gateway.takeOut(id);
    throw rotated();
  }
  return { ...shown(row), value };
}

/**
 * The row refuses the key from now on, and the gateway soon. Disabling it once more does no harm.
 *
 * @param asking the row of the key that asks for it, where it is a key that does
 * @throws RequestProblem 404 for a key that is not there; 409 for the very key that asks
 */
export async function disableKey(
  { table, gateway }: Pick<ManageKeys, 'table' | 'gateway'>,
  keyId: string,
  asking?: string,
): Promise<Key> {
  const row = await keyRow(table, keyId);
  if (row.job_id === asking) throw problem(409, 'conflict', OWN_KEY);
  const disabling: Update<KeyRow> = { kind: 'update', key: row.job_id, when: IS_THERE, set: { state: 'disabled' } };
  if (!(await table.write(disabling))) throw notFound();
  await gateway.takeOut(row.gateway_id ?? keyId);
  return shown(rowAfter(row, disabling));
}

/**
 * Puts other limits in place of all that the key has.
 *
 * @param body the request's JSON, not yet checked
 * @throws RequestProblem 400 naming each bad field; 404 for a key that is not there
 */
export async function setKeyLimits({ table }: Pick<ManageKeys, 'table'>, keyId: string, body: unknown): Promise<Key> {
  const limits = parseRequest(keyLimitsRequest, body);
  const row = await keyRow(table, keyId);
  const limiting: Update<KeyRow> = { kind: 'update', key: row.job_id, when: IS_THERE, set: { limits } };
  if (!(await table.write(limiting))) throw notFound();
  return shown(rowAfter(row, limiting));
}

const IS_THERE: readonly Condition<KeyRow>[] = [{ attribute: 'kind', is: 'one_of', values: ['key'] }];

/** In the gateway first: a key without a row is let in nowhere, should the row not come to be written. */
async function newKey(deps: ManageKeys, made: Made, by: KeysNamedBy) {
  const value = deps.newKeyValue();
  const id = await deps.gateway.make({ name: made.name ?? made.tenant, value });
  const created_at = iso(deps.clock.now());
  const named = by === 'id' ? { job_id: tenantKey(id) } : { job_id: tenantKey(deps.sha256(value)), gateway_id: id };
  const { tenant, name, scopes, limits } = made;
  const row: KeyRow = {
    ...named,
    kind: 'key',
    tenant,
    name,
    scopes,
    limits,
    state: 'active',
    created_at,
    ...listed(created_at),
  };
  return { row, value, id };
}

/** Of two rotations at once, one is done; and none of a key that is being disabled. */
function endsAt({ job_id, state }: KeyRow, valid_until: string): Update<KeyRow> {
  const isActive: Condition<KeyRow> = state
    ? { attribute: 'state', is: 'one_of', values: ['active'] }
    : { attribute: 'state', is: 'absent' };
  const when: Condition<KeyRow>[] = [{ attribute: 'valid_until', is: 'absent' }, isActive];
  return { kind: 'update', key: job_id, when, set: { valid_until } };
}

async function keyRow(table: Table, keyId: string): Promise<KeyRow> {
  const row: Row | undefined = await table.get(tenantKey(keyId));
  if (row?.kind !== 'key') throw notFound();
  return row;
}

const OWN_KEY = 'this is the key that you ask with; disable it with another one, or by `npm run ops -- keys disable`';
const rotated = () => problem(409, 'conflict', 'the key is disabled, or another took its place already; list the keys');
const notFound = () => problem(404, 'not_found', 'no key has this id; list the keys');

function problem(status: number, code: string, detail: string): RequestProblem {
  return new RequestProblem({ status, code, detail });
}
