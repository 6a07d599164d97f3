import { describe, expect, it } from 'vitest';
import type { Row } from '../../../core/contracts/rows.ts';
import { findTenant } from '../../../core/job/find-tenant.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { makeWorld } from '../../support/world.ts';

async function givenKeys(...tenants: [name: string, tenant: string][]) {
  const { table } = makeWorld();
  for (const [name, tenant] of tenants) {
    await table.write({ kind: 'put', row: { job_id: `key#${name}`, kind: 'key', tenant } });
  }
  return table;
}

describe('an API key', () => {
  it.each([['id'], ['hash']])('is of the tenant that its row names, found by its %s', async (name) => {
    const table = await givenKeys([name, 'tenant-1'], ['other', 'tenant-2']);
    expect(await findTenant(table, ['id', 'hash'])).toBe('tenant-1');
  });

  it('with two rows is of the tenant that its id names', async () => {
    const table = await givenKeys(['hash', 'tenant-2'], ['id', 'tenant-1']);
    expect(await findTenant(table, ['id', 'hash'])).toBe('tenant-1');
  });

  it.each([[['id', 'hash']], [[]]])('without a row (%j) is let in nowhere', async (names) => {
    const table = await givenKeys(['other', 'default']);
    const thrown = await findTenant(table, names).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it.each([
    ['of no kind that is known', { kind: 'key-2', tenant: 'tenant-1' }],
    ['without a tenant', { kind: 'key' }],
    ['with an empty tenant', { kind: 'key', tenant: '' }],
  ])('whose row cannot be read, %s, is a fault and no stranger: nothing is taken for it', async (_which, row) => {
    const table = await givenKeys(['hash', 'default']);
    await table.write({ kind: 'put', row: { job_id: 'key#id', ...row } as unknown as Row });
    const thrown = await findTenant(table, ['id', 'hash']).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).not.toBeInstanceOf(RequestProblem);
  });
});
