import { describe, expect, it } from 'vitest';
import { meets } from '../../../core/shared/table.ts';
import { extend, isExpired, lifetime } from '../../../core/webhook/registration-lifetime.ts';
import { later, makeRegistration, NOW } from '../../support/records.ts';

const DAY = 86_400;
const DAYS = 90;
const day = (days: number) => later(days * DAY).toISOString();
const made = makeRegistration(lifetime(NOW, DAYS));

describe('a registration', () => {
  it('lasts until its time and no longer, whenever its row goes', () => {
    expect(isExpired(made, later(DAYS * DAY - 1).toISOString())).toBe(false);
    expect(isExpired(made, day(DAYS))).toBe(true);
    expect(made.expires_at).toBe(later(2 * DAYS * DAY).getTime() / 1000);
  });

  it('of a version before that lasts until it is used, and from then on as any', () => {
    const old = makeRegistration();
    expect(isExpired(old, day(1000))).toBe(false);
    const extended = extend(old, day(1000), DAYS, later(1000 * DAY));
    expect(extended).toMatchObject({ set: { valid_until: day(1090) } });
    expect(meets(old, extended?.when ?? [])).toBe(true);
  });

  it('is extended by an upload, once a day at most', () => {
    expect(extend(made, later(DAY - 1).toISOString(), DAYS, later(DAY))).toBeUndefined();
    expect(extend(made, day(1), DAYS, later(DAY))?.set).toMatchObject({ valid_until: day(91) });
  });

  it('is extended by when an upload was made, not by when its event came', () => {
    expect(extend(made, day(2), DAYS, later(14 * DAY))?.set).toMatchObject({ valid_until: day(92) });
  });

  it('is not shortened by an earlier upload whose event came late, or by a stage that now allows less', () => {
    expect(extend(made, day(-1), DAYS, later(5 * DAY))).toBeUndefined();
    expect(extend(made, day(10), 7, later(10 * DAY))).toBeUndefined();
  });

  it('that has expired stays so, also when an upload that was in time comes late', () => {
    expect(extend(made, day(89), DAYS, later(91 * DAY))).toBeUndefined();
  });

  it('is written only over what was read', () => {
    const extended = extend(made, day(10), DAYS, later(10 * DAY));
    expect(meets(made, extended?.when ?? [])).toBe(true);
    expect(meets({ ...made, valid_until: day(95) }, extended?.when ?? [])).toBe(false);
  });
});
