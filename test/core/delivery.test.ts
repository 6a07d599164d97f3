import { describe, expect, it } from 'vitest';
import { afterAttempt, enqueued, isDue, pendingDelivery, RETRY_DELAYS, takeAttempt } from '../../core/delivery.ts';
import type { Update } from '../../core/table.ts';
import { MemoryTable } from '../support/memory/table.ts';
import { answered } from '../support/memory/webhook-transport.ts';
import { later, makeDelivery, makeJob, NOW } from '../support/records.ts';

const HOUR = 3600;
const attemptsMade = (count: number) =>
  Array.from({ length: count }, () => ({ at: NOW.toISOString(), milliseconds: 1 }));

function outcomeOf({ response = answered(500), attempts = 0, random = 0 }) {
  const delivery = makeDelivery({ attempts: attemptsMade(attempts) });
  return afterAttempt(delivery, response, NOW, random);
}

describe('the schedule', () => {
  it('is that of the contract: ten attempts in 75 hours', () => {
    expect(RETRY_DELAYS).toEqual([5, 300, 1800, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]);
    expect(Math.floor(RETRY_DELAYS.reduce((sum, delay) => sum + delay, 0) / HOUR)).toBe(75);
  });

  it.each(RETRY_DELAYS.map((delay, attempts) => ({ delay, attempts })))(
    'waits $delay s and up to a tenth more after $attempts earlier attempts',
    ({ delay, attempts }) => {
      expect(outcomeOf({ attempts, random: 0 }).retry_in_seconds).toBe(delay);
      const longest = outcomeOf({ attempts, random: 0.9999 }).retry_in_seconds ?? 0;
      expect(longest).toBeGreaterThanOrEqual(delay);
      expect(longest).toBeLessThanOrEqual(Math.round(delay * 1.1));
    },
  );

  it('ends after the tenth failure', () => {
    const outcome = outcomeOf({ attempts: RETRY_DELAYS.length });
    expect(outcome).toMatchObject({ status: 'failed', update: { set: { status: 'failed' } } });
    expect(outcome.update.remove).toEqual(['due_class', 'due_at', 'next_attempt_at']);
  });
});

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%d is success', (status) => {
    expect(outcomeOf({ response: answered(status) })).toMatchObject({ status: 'delivered' });
  });

  it.each([0, 101, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])('%d is tried again', (status) => {
    expect(outcomeOf({ response: answered(status) })).toMatchObject({ status: 'pending', retry_in_seconds: 5 });
  });

  it('410 is the receiver saying never again', () => {
    expect(outcomeOf({ response: answered(410, '60') })).toMatchObject({ status: 'failed' });
  });

  it('that did not come is tried again, with what went wrong on the row', () => {
    const { status, update } = outcomeOf({ response: { kind: 'unreachable', error: 'refused', milliseconds: 3.6 } });
    expect(status).toBe('pending');
    expect(update.append).toEqual({ attempts: [{ at: NOW.toISOString(), milliseconds: 4, error: 'refused' }] });
  });

  it('is kept with its status', () => {
    expect(outcomeOf({ response: answered(503) }).update.append).toEqual({
      attempts: [{ at: NOW.toISOString(), milliseconds: 12, http_status: 503 }],
    });
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds beyond the schedule', '120', 120],
    ['seconds within the schedule', '2', 5],
    ['nothing', '0', 5],
    ['a date', later(600).toUTCString(), 600],
    ['a date that is past', later(-600).toUTCString(), 5],
    ['more than a day', '999999', 24 * HOUR],
    ['an endless number', '9'.repeat(400), 5],
    ['nonsense', 'soon', 5],
    ['a negative number', '-120', 5],
    ['an empty header', '', 5],
  ])('of %s ("%s") means %d s', (_what, header, seconds) => {
    expect(outcomeOf({ response: answered(503, header) }).retry_in_seconds).toBe(seconds);
  });
});

describe('a delivery row', () => {
  it('waits for its first attempt under the id of the event', () => {
    const job = { ...makeJob(), callback_id: 'callback-1' };
    expect(pendingDelivery(job, 'failed', NOW, 60)).toMatchObject({
      job_id: 'delivery#msg_job-1_failed',
      status: 'pending',
      next_attempt_at: later(60).toISOString(),
      due_at: later(60).toISOString(),
    });
  });

  it('is due at its time and not before, nor when it is over', () => {
    const delivery = makeDelivery({ next_attempt_at: later(5).toISOString() });
    expect([4, 5, 6].map((seconds) => isDue(delivery, later(seconds)))).toEqual([false, true, true]);
    expect(isDue({ ...delivery, status: 'delivered' }, later(6))).toBe(false);
  });

  it.each([
    ['taken for an attempt', takeAttempt],
    ['enqueued', enqueued],
  ])('can be %s by one only', async (_what, change) => {
    const { table, delivery } = await givenDelivery();
    expect(await table.write(change(delivery, NOW))).toBe(true);
    expect(await table.write(change(delivery, NOW))).toBe(false);
  });

  it('is not changed by an attempt that took too long, once another took it', async () => {
    const { table, delivery } = await givenDelivery();
    const mine = await applied(table, delivery.job_id, takeAttempt(delivery, NOW));
    await applied(table, delivery.job_id, takeAttempt(mine, later(61)));
    const { update } = afterAttempt(mine, answered(200), later(62), 0);
    expect(await table.write(update)).toBe(false);
  });

  it('that waits in the queue is looked at by reconcile a little later; one that waits longer exactly then', () => {
    const short = outcomeOf({ attempts: 1 }).update.set;
    expect(short).toMatchObject({ next_attempt_at: later(300).toISOString(), due_at: later(420).toISOString() });
    const long = outcomeOf({ attempts: 2 }).update.set;
    expect(long).toMatchObject({ next_attempt_at: later(1800).toISOString(), due_at: later(1800).toISOString() });
  });
});

async function givenDelivery() {
  const table = new MemoryTable();
  const delivery = makeDelivery();
  await table.write({ kind: 'put', row: delivery });
  return { table, delivery };
}

async function applied(table: MemoryTable, key: string, update: Update) {
  expect(await table.write(update)).toBe(true);
  const row = await table.get(key);
  if (row?.kind !== 'delivery') throw new Error(`there is no delivery ${key}`);
  return row;
}
