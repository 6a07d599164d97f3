import { describe, expect, it } from 'vitest';
import type { DeliveryRow } from '../../../core/contracts/rows.ts';
import type { Update } from '../../../core/shared/table.ts';
import {
  afterAttempt,
  deliverAgain,
  isDue,
  markEnqueued,
  pendingDelivery,
  postpone,
  takeAttempt,
  undeliverable,
} from '../../../core/webhook/delivery.ts';
import { RETRY_DELAYS } from '../../../core/webhook/retry-schedule.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { later, makeDelivery, makeJob, NOW } from '../../support/records.ts';

const attemptsMade = (count: number) =>
  Array.from({ length: count }, () => ({ at: NOW.toISOString(), milliseconds: 1 }));

function outcomeOf({ response = answered(500), attempts = 0, random = 0 }) {
  const delivery = makeDelivery({ attempts: attemptsMade(attempts) });
  return afterAttempt(delivery, response, NOW, random);
}

it('ends after the tenth failure', () => {
  const outcome = outcomeOf({ attempts: RETRY_DELAYS.length });
  expect(outcome).toMatchObject({ status: 'failed', update: { set: { failure: { code: 'retries_exhausted' } } } });
  expect(outcome.update.remove).toEqual(['due_class', 'due_at', 'next_attempt_at', 'slot_at', 'attempt_begun_at']);
});

describe('an answer', () => {
  it.each([200, 201, 204, 299])('%d is success', (status) => {
    expect(outcomeOf({ response: answered(status) })).toMatchObject({ status: 'delivered' });
  });

  it.each([0, 101, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])('%d is tried again', (status) => {
    expect(outcomeOf({ response: answered(status) })).toMatchObject({ status: 'pending', retry_in_seconds: 5 });
  });

  it('410 is the receiver saying never again', () => {
    const { status, update } = outcomeOf({ response: answered(410, '60') });
    expect(status).toBe('failed');
    expect(update.set).toMatchObject({ failure: { code: 'receiver_gone', message: expect.stringContaining('410') } });
  });

  it('that did not come is tried again, with what went wrong on the row', () => {
    const response = { ...unreachable('refused'), milliseconds: 3.6, detail: 'connect ECONNREFUSED 10.0.0.1:443' };
    const { status, update } = outcomeOf({ response });
    expect(status).toBe('pending');
    expect(update.append).toEqual({
      attempts: [{ at: NOW.toISOString(), milliseconds: 4, error_code: 'connection_failed', error: 'refused' }],
    });
  });

  it('is kept with its status', () => {
    expect(outcomeOf({ response: answered(503) }).update.append).toEqual({
      attempts: [{ at: NOW.toISOString(), milliseconds: 12, http_status: 503 }],
    });
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
    ['enqueued', markEnqueued],
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

describe('a delivery that has to wait for its endpoint', () => {
  const placeIn = (seconds: number) => ({ until: later(seconds).toISOString(), has_place: true });

  it('counts no attempt, and comes back at its place in the line', () => {
    const { status, update, retry_in_seconds } = postpone(makeDelivery(), placeIn(7.2), NOW);
    expect({ status, retry_in_seconds }).toEqual({ status: 'pending', retry_in_seconds: 8 });
    expect(update.append).toBeUndefined();
    expect(update.set).toMatchObject({
      slot_at: later(7.2).toISOString(),
      next_attempt_at: later(7.2).toISOString(),
      due_at: later(128).toISOString(),
    });
  });

  it('longer than a message can is left to reconcile', () => {
    const { update } = postpone(makeDelivery(), placeIn(1000), NOW);
    expect(update.set).toMatchObject({ next_attempt_at: later(1000).toISOString(), due_at: later(1000).toISOString() });
  });

  it('without having got a place there keeps the one it had, if any', () => {
    const { update } = postpone(makeDelivery(), { ...placeIn(3), has_place: false }, NOW);
    expect(update.set).not.toHaveProperty('slot_at');
  });

  it('gives its place up with its next attempt', () => {
    expect(outcomeOf({}).update.remove).toContain('slot_at');
  });
});

describe('a redelivery', () => {
  it.each(['pending', 'delivered', 'failed'] as const)('of a %s one is due now', async (status) => {
    const over = status === 'pending' ? {} : { due_at: undefined, due_class: undefined, next_attempt_at: undefined };
    const failure = { code: 'receiver_gone' as const, message: 'gone' };
    const { table, delivery } = await givenDelivery({ status, failure, attempts: attemptsMade(7), ...over });
    const again = await applied(table, delivery.job_id, deliverAgain(delivery, later(60)));
    expect(again).toMatchObject({ status: 'pending', schedule_from: 7, due_class: 'delivery' });
    expect(again.failure).toBeUndefined();
    expect(isDue(again, later(60))).toBe(true);
    // And the whole schedule is before it, its history behind
    const next = afterAttempt(again, answered(500), later(61), 0);
    expect(next).toMatchObject({ status: 'pending', retry_in_seconds: 5 });
    expect(again.attempts).toHaveLength(7);
  });

  it('is refused when the delivery was changed meanwhile', async () => {
    const { table, delivery } = await givenDelivery();
    await applied(table, delivery.job_id, takeAttempt(delivery, NOW));
    expect(await table.write(deliverAgain(delivery, NOW))).toBe(false);
  });
});

it('that is over is not ended a second time', async () => {
  const { table, delivery } = await givenDelivery();
  await applied(table, delivery.job_id, undeliverable(delivery, 'data_missing', NOW).update);
  expect(await table.write(undeliverable(delivery, 'receiver_failing', NOW).update)).toBe(false);
});

async function givenDelivery(row: Partial<DeliveryRow> = {}) {
  const table = new MemoryTable();
  const delivery = makeDelivery(row);
  await table.write({ kind: 'put', row: delivery });
  return { table, delivery };
}

async function applied(table: MemoryTable, key: string, update: Update<DeliveryRow>) {
  expect(await table.write(update)).toBe(true);
  const row = await table.get(key);
  if (row?.kind !== 'delivery') throw new Error(`there is no delivery ${key}`);
  return row;
}
