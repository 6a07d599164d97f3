import { describe, expect, it } from 'vitest';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { doOnce } from '../../../core/shared/idempotency.ts';
import { DAY_SECONDS } from '../../../core/shared/time.ts';
import { makeWorld, type World } from '../../support/world.ts';

const POST = ['POST', '/api', '{"callback_url":"https://a.example"}'];
const OTHER = ['POST', '/api', '{"callback_url":"https://b.example"}'];

/** Counts what is done; each time the answer is another. */
function counter() {
  let times = 0;
  return { done: () => times, run: async () => ({ number: ++times }) };
}

type Asked = { tenant?: string; name?: string; content?: string[] };
const ask = <Answer>(
  world: World,
  run: () => Promise<Answer>,
  { tenant = 'one', name = 'n', content = POST }: Asked = {},
) => doOnce(world, { tenant, name, content }, run);

/** Begins a request that ends when it is told to. */
function begin(world: World) {
  let end = () => {};
  const ended = new Promise<{ number: number }>((resolve) => {
    end = () => resolve({ number: 0 });
  });
  return { end, outcome: ask(world, () => ended) };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => (error instanceof RequestProblem ? `${error.status} ${error.code}` : String(error)),
  );

describe('a request with a name', () => {
  it('is done once, and answered the same again', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const first = await ask(world, counted.run);
    const second = await ask(world, counted.run);
    expect([first, second]).toEqual([
      { answer: { number: 1 }, again: false },
      { answer: { number: 1 }, again: true },
    ]);
    expect(counted.done()).toBe(1);
  });

  it('is done once by eight at once, whose others are told to wait or answered', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => code(ask(world, counted.run))));
    expect(counted.done()).toBe(1);
    expect(outcomes.filter((outcome) => !['done', '409 request_running'].includes(outcome))).toEqual([]);
    expect(outcomes).toContain('done');
  });

  it('is refused while it is being done, and answered then', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const begun = begin(world);
    expect(await code(ask(world, counted.run))).toBe('409 request_running');
    begun.end();
    await begun.outcome;
    expect(await ask(world, counted.run)).toEqual({ answer: { number: 0 }, again: true });
  });

  it('is refused when the name was another’s, whether that is done or not', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const begun = begin(world);
    expect(await code(ask(world, counted.run, { content: OTHER }))).toBe('422 idempotency_key_reused');
    begun.end();
    await begun.outcome;
    expect(await code(ask(world, counted.run, { content: OTHER }))).toBe('422 idempotency_key_reused');
    expect(counted.done()).toBe(0);
  });

  it('is not that of another tenant, nor one with another name', async () => {
    const [world, counted] = [makeWorld(), counter()];
    for (const asked of [{}, { tenant: 'two' }, { name: 'm' }, { tenant: 'onen', name: 'x' }]) {
      expect(await ask(world, counted.run, asked)).toMatchObject({ again: false });
    }
    expect(counted.done()).toBe(4);
  });

  it('may be sent again, also corrected, when it was refused or failed', async () => {
    const [world, counted] = [makeWorld(), counter()];
    expect(await code(ask(world, () => Promise.reject(new Error('out of order'))))).toBe('Error: out of order');
    expect(await ask(world, counted.run, { content: OTHER })).toEqual({ answer: { number: 1 }, again: false });
  });

  it('is done again a day later', async () => {
    const [world, counted] = [makeWorld(), counter()];
    await ask(world, counted.run);
    await world.clock.advance(DAY_SECONDS);
    expect(await ask(world, counted.run, { content: OTHER })).toMatchObject({ again: false });
  });

  it('whose doer died is done by the next, a minute later, and the answer of the dead one is lost', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const dead = begin(world);
    await world.clock.advance(61);
    expect(await ask(world, counted.run)).toEqual({ answer: { number: 1 }, again: false });
    dead.end();
    await dead.outcome;
    expect(await ask(world, counted.run)).toEqual({ answer: { number: 1 }, again: true });
  });

  it('whose answer is a secret is done once, and the secret kept nowhere', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const request = { tenant: 'one', name: 'n', content: POST };
    const secret = () => counted.run().then(() => ({ value: 'a secret' }));
    const asked = () => doOnce(world, request, secret, () => undefined);
    expect(await asked()).toEqual({ answer: { value: 'a secret' }, again: false });
    expect(await code(asked())).toBe('409 answer_not_kept');
    expect(counted.done()).toBe(1);
    expect(JSON.stringify(world.table.rows())).not.toContain('a secret');
  });

  it('that is done is answered, even where the answer cannot be kept', async () => {
    const [world, counted] = [makeWorld(), counter()];
    const write = world.table.write.bind(world.table);
    const table = { ...world.table, get: world.table.get.bind(world.table), write };
    table.write = (...writes) => (writes[0]?.kind === 'put' ? write(...writes) : Promise.reject(new Error('no table')));
    expect(await doOnce({ ...world, table }, { tenant: 'one', name: 'n', content: POST }, counted.run)).toMatchObject({
      answer: { number: 1 },
    });
  });

  it.each(['', 'two words', 'å', 'a\n', 'x'.repeat(256)])('has a name that can be one: not %j', async (name) => {
    expect(await code(ask(makeWorld(), counter().run, { name }))).toBe('400 invalid_request');
  });
});
