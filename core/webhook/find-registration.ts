import { type RegistrationRow, registrationKey } from '../contracts/rows.ts';
import type { Table } from '../shared/table.ts';

/**
 * Undefined when nobody registered under the id.
 *
 * @throws when the registration is there and cannot be read, which must not pass for none: its webhooks would never be sent
 */
export async function findRegistration(
  table: Pick<Table, 'get' | 'has'>,
  callbackId: string,
): Promise<RegistrationRow | undefined> {
  const key = registrationKey(callbackId);
  const row = await table.get(key);
  if (row?.kind === 'registration') return row;
  if (await table.has(key))
    throw new Error(`${key} is there and cannot be read; is it of a newer version of this service?`);
  return undefined;
}
