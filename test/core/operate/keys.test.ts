import { describe, expect, it } from 'vitest';
import { admitKey } from '../../../core/job/admit-key.ts';
import { disableKey, type KeysNamedBy, makeKey, rotateKey, setKeyLimits } from '../../../core/operate/keys.ts';
import { keysIn, listKeys } from '../../../core/operate/list-keys.ts';
import { MemoryKeyGateway } from '../../support/memory/key-gateway.ts';
import { makeWorld } from '../../support/world.ts';

const REQUEST = { name: 'acme, new', tenant: 'acme' };

function givenKeys() {
  let values = 0;
  const newKeyValue = () => `a value that nobody guesses, ${++values}`;
  const world = {
    ...makeWorld(),
    gateway: new MemoryKeyGateway(),
    newKeyValue,
    sha256: (text: string) => `of ${text}`,
  };
  const isLetIn = (name: string, scope: 'client' | 'operator' = 'client') =>
    admitKey(world, [name], scope).then(
      () => true,
      () => false,
    );
  return { world, isLetIn };
}
const refusal = (asked: Promise<unknown>) => asked.catch((error: unknown) => error);

describe('a new key', () => {
  it('is let in as what it was made for, and its value stands in no row', async () => {
    const { world } = givenKeys();
    const made = await makeKey(world, REQUEST, 'id');
    expect(made).toEqual({
      key_id: 'gateway-1',
      name: 'acme, new',
      tenant: 'acme',
      scopes: ['client'],
      state: 'active',
      created_at: '2026-03-01T12:00:00.000Z',
      last_used_on: null,
      valid_until: null,
      limits: {},
      value: expect.stringContaining('nobody guesses'),
    });
    expect(await admitKey(world, ['gateway-1'], 'client')).toMatchObject({ tenant: 'acme' });
    expect([...world.gateway.inPlan.values()]).toEqual([{ name: 'acme, new', value: made.value }]);
    expect(JSON.stringify(world.table.rows())).not.toContain(made.value);
  });

  it('is found by its hash where the gateway tells no ids', async () => {
    const { world, isLetIn } = givenKeys();
    const { key_id, value } = await makeKey(world, REQUEST, 'hash');
    expect(key_id).toBe(`of ${value}`);
    expect([await isLetIn(`of ${value}`), await isLetIn('gateway-1')]).toEqual([true, false]);
    await disableKey(world, key_id);
    expect([...world.gateway.inPlan]).toEqual([]);
  });

  it('is an operator’s when that is asked for', async () => {
    const { world, isLetIn } = givenKeys();
    await makeKey(world, { ...REQUEST, scopes: ['client', 'operator'] }, 'id');
    await makeKey(world, REQUEST, 'id');
    expect([await isLetIn('gateway-1', 'operator'), await isLetIn('gateway-2', 'operator')]).toEqual([true, false]);
  });

  it.each([
    [{}, ['/name', '/tenant']],
    [{ ...REQUEST, tenant: 'a b' }, ['/tenant']],
    [{ ...REQUEST, tenant: '' }, ['/tenant']],
    [{ ...REQUEST, name: 'å' }, ['/name']],
    [{ ...REQUEST, scopes: [] }, ['/scopes']],
    [{ ...REQUEST, scopes: ['root'] }, ['/scopes/0']],
    [{ ...REQUEST, value: 'my own' }, ['/value']],
    [{ ...REQUEST, limits: { usd_per_month: 0 } }, ['/limits/usd_per_month']],
    [{ ...REQUEST, limits: { jobs: 1 } }, ['/limits/jobs']],
  ])('is refused with %j', async (request, pointers) => {
    const { world } = givenKeys();
    const problem = await refusal(makeKey(world, request, 'id'));
    expect(problem).toMatchObject({ status: 400, errors: pointers.map((pointer) => ({ pointer })) });
    expect([world.table.rows(), [...world.gateway.inPlan]]).toEqual([[], []]);
  });

  it('has no row, and so no right, when the gateway does not take it', async () => {
    const { world } = givenKeys();
    world.gateway.make = () => Promise.reject(new Error('too many keys'));
    await expect(makeKey(world, REQUEST, 'id')).rejects.toThrow('too many keys');
    expect(world.table.rows()).toEqual([]);
  });
});

describe('a rotation', () => {
  it.each<KeysNamedBy>(['id', 'hash'])(
    'gives a key with the same rights; both are valid for a day (by %s)',
    async (by) => {
      const { world, isLetIn } = givenKeys();
      const old = await makeKey(world, { ...REQUEST, scopes: ['operator'] }, by);
      const next = await rotateKey(world, old.key_id, {}, by);
      expect(next).toMatchObject({ name: 'acme, new', tenant: 'acme', scopes: ['operator'], valid_until: null });
      expect(next.value).not.toBe(old.value);
      const both = async () => [await isLetIn(old.key_id, 'operator'), await isLetIn(next.key_id, 'operator')];
      await world.clock.advance(24 * 3600 - 1);
      expect(await both()).toEqual([true, true]);
      await world.clock.advance(1);
      expect(await both()).toEqual([false, true]);
    },
  );

  it('keeps the limits', async () => {
    const { world } = givenKeys();
    await makeKey(world, { ...REQUEST, limits: { usd_per_month: 5 } }, 'id');
    expect(await rotateKey(world, 'gateway-1', {}, 'id')).toMatchObject({ limits: { usd_per_month: 5 } });
  });

  it('ends the old key at once where no overlap is wanted', async () => {
    const { world, isLetIn } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    await rotateKey(world, 'gateway-1', { overlap_hours: 0 }, 'id');
    expect([await isLetIn('gateway-1'), await isLetIn('gateway-2')]).toEqual([false, true]);
  });

  it('of a key of a version before, which has a tenant alone, gives a client’s', async () => {
    const { world } = givenKeys();
    await world.table.write({ kind: 'put', row: { job_id: 'key#old', kind: 'key', tenant: 'acme' } });
    expect(await rotateKey(world, 'old', {}, 'id')).toMatchObject({ name: null, tenant: 'acme', scopes: ['client'] });
    expect(await world.table.get('key#old')).toMatchObject({ valid_until: '2026-03-02T12:00:00.000Z' });
  });

  it('is made once of two at once, and the other leaves no key that is let in', async () => {
    const { world } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    const both = await Promise.all([1, 2].map(() => refusal(rotateKey(world, 'gateway-1', {}, 'id'))));
    expect(both.map((one) => (one instanceof Error ? one : 'made'))).toContainEqual('made');
    expect(both).toContainEqual(expect.objectContaining({ status: 409, code: 'conflict' }));
    expect(await listKeys(world.table)).toHaveLength(2);
    expect(world.gateway.inPlan.size).toBe(2);
  });

  it('is refused for a key that is being disabled at that moment', async () => {
    const { world } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    const make = world.gateway.make.bind(world.gateway);
    world.gateway.make = async (key) => {
      await disableKey(world, 'gateway-1');
      return make(key);
    };
    expect(await refusal(rotateKey(world, 'gateway-1', {}, 'id'))).toMatchObject({ status: 409 });
    expect([...world.gateway.inPlan]).toEqual([]);
  });

  it.each([
    ['a disabled key', 409],
    ['a key that was rotated', 409],
    ['no key', 404],
    ['no number of hours', 400],
  ])('is refused for %s', async (which, status) => {
    const { world } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    if (which === 'a disabled key') await disableKey(world, 'gateway-1');
    if (which === 'a key that was rotated') await rotateKey(world, 'gateway-1', {}, 'id');
    const id = which === 'no key' ? 'gateway-9' : 'gateway-1';
    const body = which === 'no number of hours' ? { overlap_hours: -1 } : {};
    const before = world.table.rows();
    expect(await refusal(rotateKey(world, id, body, 'id'))).toMatchObject({ status });
    expect(world.table.rows()).toEqual(before);
  });
});

describe('disabling a key', () => {
  it('shuts it out at once, whatever becomes of it in the gateway', async () => {
    const { world, isLetIn } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    world.gateway.takeOut = () => Promise.reject(new Error('throttled'));
    await expect(disableKey(world, 'gateway-1')).rejects.toThrow('throttled');
    expect(await isLetIn('gateway-1')).toBe(false);
  });

  it('takes it out of the gateway, and may be done again', async () => {
    const { world } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    for (const _time of [1, 2]) {
      expect(await disableKey(world, 'gateway-1')).toMatchObject({ key_id: 'gateway-1', state: 'disabled' });
      expect([...world.gateway.inPlan]).toEqual([]);
    }
  });

  it('is refused for the key that asks, for none, and for what is no key', async () => {
    const { world, isLetIn } = givenKeys();
    await makeKey(world, REQUEST, 'id');
    expect(await refusal(disableKey(world, 'gateway-1', 'key#gateway-1'))).toMatchObject({ status: 409 });
    expect(await refusal(disableKey(world, 'gateway-2'))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await isLetIn('gateway-1')).toBe(true);
  });
});

describe('the limits of a key', () => {
  it('are put in place of all that it had, and nothing else of it changes', async () => {
    const { world } = givenKeys();
    const { value: _value, ...made } = await makeKey(world, { ...REQUEST, limits: { usd_per_month: 5 } }, 'id');
    const limits = { audio_hours_per_day: 2 };
    expect(await setKeyLimits(world, 'gateway-1', limits)).toEqual({ ...made, limits });
    expect(await admitKey(world, ['gateway-1'], 'client')).toMatchObject({ limits });
    expect(await setKeyLimits(world, 'gateway-1', {})).toEqual({ ...made, limits: {} });
  });

  it.each([{ usd_per_month: 0 }, { audio_hours_per_day: '2' }, { concurrent_jobs: 101 }, { jobs: 1 }])(
    'are not %j',
    async (limits) => {
      const { world } = givenKeys();
      await makeKey(world, REQUEST, 'id');
      expect(await refusal(setKeyLimits(world, 'gateway-1', limits))).toMatchObject({ status: 400 });
    },
  );

  it('are of no other row', async () => {
    const { world } = givenKeys();
    expect(await refusal(setKeyLimits(world, 'nothing', {}))).toMatchObject({ status: 404 });
  });
});

describe('the list of keys', () => {
  it('has all of them in the order they were made, with no value, page after page', async () => {
    const { world } = givenKeys();
    for (let n = 0; n < 103; n += 1) {
      await makeKey(world, { ...REQUEST, name: `key ${n}` }, 'id');
      await world.clock.advance(1);
    }
    const listed = await listKeys(world.table);
    expect(listed.map(({ name }) => name)).toEqual(Array.from({ length: 103 }, (_, n) => `key ${n}`));
    expect(JSON.stringify(listed)).not.toContain('nobody guesses');
  });

  it('is the same for an operator with a right to the table, and has the keys of versions before too', async () => {
    const { world } = givenKeys();
    await world.table.write({ kind: 'put', row: { job_id: 'key#old', kind: 'key', tenant: 'acme' } });
    await makeKey(world, REQUEST, 'id');
    const ids = (keys: { key_id: string }[]) => keys.map(({ key_id }) => key_id);
    expect(ids(await keysIn(world.table, await world.table.keyRows()))).toEqual(['old', 'gateway-1']);
    expect(ids(await listKeys(world.table))).toEqual(['gateway-1']);
  });
});
