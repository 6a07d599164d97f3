import { describe, expect, it } from 'vitest';
import type { RegistrationRow } from '../../../core/contracts/rows.ts';
import type { WebhookResponse } from '../../../core/shared/ports.ts';
import {
  afterAnswer,
  enable,
  FAILING_SECONDS,
  rotateSecret,
  validSecrets,
} from '../../../core/webhook/registration.ts';
import { MemoryTable } from '../../support/memory/table.ts';
import { answered, unreachable } from '../../support/memory/webhook-transport.ts';
import { later, makeRegistration, NOW } from '../../support/records.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const FAULT_OF_OURS: WebhookResponse = { kind: 'unreachable', code: 'service_error', error: 'ours', milliseconds: 0 };

describe('the secrets of a registration', () => {
  it('are none, or one, without a rotation', () => {
    expect(validSecrets(makeRegistration(), NOW)).toEqual([]);
    expect(validSecrets(makeRegistration({ callback_secret: 'sealed-1' }), NOW)).toEqual(['sealed-1']);
  });

  it('are two while a rotation overlaps, the newest first, and one from then on', async () => {
    const table = await givenRegistration({ callback_secret: 'sealed-1' });
    await rotated(table, 'sealed-2', DAY, NOW);
    const row = await registration(table);
    expect(validSecrets(row, later(DAY - 1))).toEqual(['sealed-2', 'sealed-1']);
    expect(validSecrets(row, later(DAY))).toEqual(['sealed-2']);
  });

  it('are the last two of several rotations', async () => {
    const table = await givenRegistration({ callback_secret: 'sealed-1' });
    await rotated(table, 'sealed-2', DAY, NOW);
    await rotated(table, 'sealed-3', DAY, later(HOUR));
    expect(validSecrets(await registration(table), later(HOUR))).toEqual(['sealed-3', 'sealed-2']);
  });

  it.each([
    ['no overlap is asked for', { callback_secret: 'sealed-1' }, 0],
    ['there was none before', {}, DAY],
  ])('are the new one alone when %s', async (_when, row, overlap) => {
    const table = await givenRegistration(row);
    await rotated(table, 'sealed-2', overlap, NOW);
    expect(await registration(table)).toMatchObject({ callback_secret: 'sealed-2' });
    expect((await registration(table)).previous_callback_secret).toBeUndefined();
  });

  it('are changed by one of two rotations at once', async () => {
    const table = await givenRegistration({ callback_secret: 'sealed-1' });
    const read = await registration(table);
    expect(await table.write(rotateSecret(read, 'sealed-2', DAY, NOW))).toBe(true);
    expect(await table.write(rotateSecret(read, 'sealed-3', DAY, NOW))).toBe(false);
  });

  it.each([answered(200), answered(500)])('are forgotten at the next write after their time', async (response) => {
    const table = await givenRegistration({ callback_secret: 'sealed-1' });
    await rotated(table, 'sealed-2', DAY, NOW);
    await answeredAt(table, response, later(DAY));
    expect((await registration(table)).previous_callback_secret).toBeUndefined();
    expect(validSecrets(await registration(table), later(DAY))).toEqual(['sealed-2']);
  });

  it('are not forgotten by who did not yet know of the rotation', async () => {
    const table = await givenRegistration({ callback_secret: 'sealed-1' });
    const read = await registration(table);
    await rotated(table, 'sealed-2', DAY, NOW);
    await write(table, afterAnswer(read, answered(500), NOW));
    expect(validSecrets(await registration(table), NOW)).toEqual(['sealed-2', 'sealed-1']);
  });
});

describe('a receiver that fails', () => {
  const attemptsEvery = (seconds: number, until: number) =>
    Array.from({ length: Math.floor(until / seconds) + 1 }, (_, n) => n * seconds);

  it('and only fails for five days is given up', async () => {
    const table = await givenRegistration();
    for (const at of attemptsEvery(DAY, FAILING_SECONDS - DAY)) await answeredAt(table, answered(500), later(at));
    expect((await registration(table)).disabled_reason).toBeUndefined();
    await answeredAt(table, unreachable(), later(FAILING_SECONDS));
    expect(await registration(table)).toMatchObject({
      disabled_reason: 'receiver_failing',
      disabled_at: later(FAILING_SECONDS).toISOString(),
    });
  });

  it('is not given up when one attempt in five days succeeds', async () => {
    const table = await givenRegistration();
    for (const at of attemptsEvery(DAY, 3 * DAY)) await answeredAt(table, answered(500), later(at));
    await answeredAt(table, answered(204), later(3.5 * DAY));
    for (const at of attemptsEvery(DAY, 4 * DAY)) await answeredAt(table, answered(500), later(4 * DAY + at));
    expect((await registration(table)).disabled_reason).toBeUndefined();
  });

  it('is not given up for days on which nobody called it', async () => {
    const table = await givenRegistration();
    await answeredAt(table, answered(500), NOW);
    await answeredAt(table, answered(500), later(10 * DAY));
    expect((await registration(table)).disabled_reason).toBeUndefined();
    expect((await registration(table)).failing_since).toBe(later(10 * DAY).toISOString());
  });

  it('is not blamed for faults of ours', async () => {
    expect(afterAnswer(makeRegistration(), FAULT_OF_OURS, NOW)).toBeUndefined();
  });

  it('is cleared by a success that another attempt met meanwhile', async () => {
    const table = await givenRegistration({ failing_since: NOW.toISOString(), last_failure_at: NOW.toISOString() });
    const read = await registration(table);
    await answeredAt(table, answered(200), later(1));
    expect(await table.write(afterAnswer(read, answered(500), later(2))!)).toBe(false);
  });
});

describe('a receiver that is gone', () => {
  it('says so with 410, whatever others find at the same time', async () => {
    const table = await givenRegistration();
    const read = await registration(table);
    await answeredAt(table, answered(500), NOW);
    await write(table, afterAnswer(read, answered(410), NOW));
    expect(await registration(table)).toMatchObject({ disabled_reason: 'receiver_gone' });
  });

  it('can be enabled again, with nothing held against it', async () => {
    const table = await givenRegistration({ failing_since: NOW.toISOString(), last_failure_at: NOW.toISOString() });
    await answeredAt(table, answered(410), NOW);
    await write(table, enable(await registration(table), later(1)));
    const row = await registration(table);
    expect([row.disabled_at, row.disabled_reason, row.failing_since, row.last_failure_at]).toEqual(
      Array(4).fill(undefined),
    );
  });
});

it('is not written when a success changes nothing', () => {
  expect(afterAnswer(makeRegistration(), answered(200), NOW)).toBeUndefined();
});

async function givenRegistration(row: Partial<RegistrationRow> = {}): Promise<MemoryTable> {
  const table = new MemoryTable();
  await table.write({ kind: 'put', row: makeRegistration(row) });
  return table;
}

async function registration(table: MemoryTable): Promise<RegistrationRow> {
  return (await table.get('registration#callback-1')) as RegistrationRow;
}

async function rotated(table: MemoryTable, sealed: string, overlap: number, now: Date): Promise<void> {
  expect(await table.write(rotateSecret(await registration(table), sealed, overlap, now))).toBe(true);
}

async function answeredAt(table: MemoryTable, response: WebhookResponse, now: Date): Promise<void> {
  await write(table, afterAnswer(await registration(table), response, now));
}

async function write(table: MemoryTable, update: ReturnType<typeof afterAnswer>): Promise<void> {
  if (update) await table.write(update);
}
