import { describe, expect, it } from 'vitest';
import { hashId, randomId, sha256, systemClock } from '../../adapters/system.ts';

describe('an id', () => {
  it('is drawn from 128 random bits', () => {
    const ids = Array.from({ length: 100 }, randomId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('of a text is always the same', () => {
    expect(hashId('a')).toBe('ca978112ca1bbdcafac231b39a23dc4d');
    expect(sha256('a').slice(0, 32)).toBe(hashId('a'));
  });
});

describe('sleep', () => {
  it('ends when told to', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(3_600_000, stop.signal);
    stop.abort();
    await expect(sleeping).resolves.toBeUndefined();
    await expect(systemClock.sleep(3_600_000, AbortSignal.abort())).resolves.toBeUndefined();
  });
});
