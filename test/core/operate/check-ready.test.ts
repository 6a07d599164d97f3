import { expect, it } from 'vitest';
import { checkReady } from '../../../core/operate/check-ready.ts';
import { MemoryLog } from '../../support/memory/log.ts';
import { makeWorld } from '../../support/world.ts';

/** A clock whose waits are over at once: whoever has not answered by then never does. */
const atOnce = { now: () => new Date(0), sleep: async () => undefined };
const never = () => new Promise<never>(() => undefined);
const broken = () => Promise.reject(new Error('AccessDenied for arn:aws:iam::000000000000:role/api'));

function given(parts: { has?: () => Promise<never>; head?: () => Promise<never> }) {
  const { table, objects, clock } = makeWorld();
  const log = new MemoryLog();
  const deps = {
    table: parts.has ? { has: parts.has } : table,
    objects: parts.head ? { head: parts.head } : objects,
    clock: Object.values(parts).includes(never) ? atOnce : clock,
    log,
  };
  return { log, ready: () => checkReady(deps) };
}

it('the API is ready with an empty table and an empty bucket', async () => {
  const { log, ready } = given({});
  await ready();
  expect(log.lines).toEqual([]);
});

it.each([
  ['its table', { has: broken }],
  ['its bucket', { head: broken }],
  ['its table and its bucket', { has: broken, head: broken }],
  ['its table and its bucket', { has: never, head: never }],
])('it says that it does not reach %s, and of why nothing but to the log', async (what, parts) => {
  const { log, ready } = given(parts);
  const detail = `the service does not reach ${what} within a second; try again in a moment`;
  await expect(ready()).rejects.toMatchObject({ status: 503, code: 'not_ready', message: detail, errors: [] });
  expect(log.lines).toMatchObject(
    Object.keys(parts).map((part) => ({ level: 'error', fields: { part: part === 'has' ? 'table' : 'bucket' } })),
  );
});
