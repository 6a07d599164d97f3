import { describe, expect, it } from 'vitest';
import { KeyRow, type KeyScope } from '../../../core/contracts/key-row.ts';
import type { Row } from '../../../core/contracts/rows.ts';
import { admitKey, noteUse } from '../../../core/job/admit-key.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { makeWorld } from '../../support/world.ts';

const makeKey = (name: string, tenant: string, more: Partial<KeyRow> = {}): KeyRow => ({
  job_id: `key#${name}`,
  kind: 'key',
  tenant,
  ...more,
});

async function givenKeys(...rows: KeyRow[]) {
  const world = makeWorld();
  for (const row of rows) await world.table.write({ kind: 'put', row });
  return world;
}

const refusal = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

describe('an API key', () => {
  it.each([['id'], ['hash']])('is of the tenant that its row names, found by its %s', async (name) => {
    const world = await givenKeys(makeKey(name, 'tenant-1'), makeKey('other', 'tenant-2'));
    expect(await admitKey(world, ['id', 'hash'], 'client')).toMatchObject({ tenant: 'tenant-1' });
  });

  it('with two rows is of the tenant that its id names', async () => {
    const world = await givenKeys(makeKey('hash', 'tenant-2'), makeKey('id', 'tenant-1'));
    expect(await admitKey(world, ['id', 'hash'], 'client')).toMatchObject({ tenant: 'tenant-1' });
  });

  it.each([[['id', 'hash']], [[]]])('without a row (%j) is let in nowhere', async (names) => {
    const world = await givenKeys(makeKey('other', 'default'));
    expect(await refusal(admitKey(world, names, 'client'))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('that is disabled is let in nowhere, and none of its other rows counts', async () => {
    const disabled = makeKey('id', 'tenant-1', { state: 'disabled', scopes: ['client', 'operator'] });
    const world = await givenKeys(disabled, makeKey('hash', 'tenant-1'));
    for (const scope of ['client', 'operator'] as const) {
      const detail = expect.stringContaining('is disabled');
      expect(await refusal(admitKey(world, ['id', 'hash'], scope))).toMatchObject({ status: 403, message: detail });
    }
  });

  it('that another took the place of is let in until its time is over', async () => {
    const world = await givenKeys(makeKey('id', 'tenant-1', { valid_until: '2026-03-01T12:00:01.000Z' }));
    expect(await admitKey(world, ['id'], 'client')).toMatchObject({ tenant: 'tenant-1' });
    await world.clock.advance(1);
    expect(await refusal(admitKey(world, ['id'], 'client'))).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it.each<[scopes: string[] | undefined, scope: KeyScope, isLetIn: boolean]>([
    [undefined, 'client', true],
    [undefined, 'operator', false],
    [['client'], 'client', true],
    [['client'], 'operator', false],
    [['client', 'of_the_next_version'], 'operator', false],
    [['client', 'operator'], 'client', true],
    [['client', 'operator'], 'operator', true],
    [['operator'], 'client', false],
    [[], 'client', false],
  ])('with the scopes %j is let in to routes for a %s: %s', async (scopes, scope, isLetIn) => {
    const world = await givenKeys(makeKey('id', 'tenant-1', { scopes }));
    const asked = await refusal(admitKey(world, ['id'], scope));
    expect(asked).toMatchObject(isLetIn ? { tenant: 'tenant-1' } : { status: 403, code: 'forbidden' });
  });

  it.each([
    ['of no kind that is known', { kind: 'key-2', tenant: 'tenant-1' }],
    ['without a tenant', { kind: 'key' }],
    ['with an empty tenant', { kind: 'key', tenant: '' }],
    ['in a state that is none', { kind: 'key', tenant: 'tenant-1', state: 'of_the_next_version' }],
  ])('whose row cannot be read, %s, is a fault and no stranger: nothing is taken for it', async (_which, row) => {
    const world = await givenKeys(makeKey('hash', 'default'));
    await world.table.write({ kind: 'put', row: { job_id: 'key#id', ...row } as unknown as Row });
    const thrown = await refusal(admitKey(world, ['id', 'hash'], 'client'));
    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).not.toBeInstanceOf(RequestProblem);
  });
});

describe('the day that a key was used last', () => {
  const givenKey = async (more: Partial<KeyRow> = {}) => {
    const world = await givenKeys(makeKey('id', 'tenant-1', more));
    const writes: unknown[] = [];
    const write = world.table.write.bind(world.table);
    world.table.write = async (...given) => {
      writes.push(...given);
      return write(...given);
    };
    const use = async () => noteUse(world, KeyRow.parse(await world.table.get('key#id')));
    return { world, writes, use };
  };
  const today = (world: ReturnType<typeof makeWorld>) => world.clock.now().toISOString().slice(0, 10);

  it.each([[undefined], ['2020-01-01']])('is on its row after the first request, %s before', async (before) => {
    const { world, use } = await givenKey({ last_used_on: before });
    await use();
    expect(await world.table.get('key#id')).toMatchObject({
      last_used_on: today(world),
      tenant: 'tenant-1',
      due_class: 'key',
    });
  });

  it('is written once a day, of requests at once by one', async () => {
    const { world, writes, use } = await givenKey();
    const row = KeyRow.parse(await world.table.get('key#id'));
    await Promise.all([noteUse(world, row), noteUse(world, row)]);
    await use();
    expect(writes).toHaveLength(2);
    await world.clock.advance(86_400);
    await use();
    expect(writes).toHaveLength(3);
    expect(await world.table.get('key#id')).toMatchObject({ last_used_on: today(world) });
  });

  it('fails no request when it cannot be written, and holds none up', async () => {
    const { world, use } = await givenKey();
    world.table.write = () => Promise.reject(new Error('throttled'));
    await use();
    expect(world.log.lines).toMatchObject([{ level: 'warn', fields: { row: 'key#id' } }]);
    world.table.write = () => new Promise(() => undefined);
    await world.clock.until(use());
  });
});
