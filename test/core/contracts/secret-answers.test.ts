import { describe, expect, it } from 'vitest';
import { NewKey } from '../../../core/contracts/keys.ts';
import { Ticket } from '../../../core/contracts/live.ts';
import type { Route } from '../../../core/contracts/route.ts';
import { ROUTES } from '../../../core/contracts/routes.ts';

describe.each(Object.entries<Route>(ROUTES))('the answer of %s', (_name, { answer }) => {
  it('is kept under an Idempotency-Key only where it shows no value of a key, and no ticket', () => {
    expect(answer.secret === true).toBe(answer.body === NewKey || answer.body === Ticket);
  });
});
