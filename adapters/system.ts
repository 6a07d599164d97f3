import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, Mac } from '../core/shared/ports.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  async sleep(milliseconds, signal) {
    // An abort ends the wait early, which is all the caller asks for.
    await delay(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
  },
};

/** 128 random bits in hex: URL-safe, and a valid job id. */
export function randomId(): string {
  return randomBytes(16).toString('hex');
}

/** 256 random bits in hex: what nobody guesses. */
export function randomSecret(): string {
  return randomBytes(32).toString('hex');
}

/** 128 bits of SHA-256 in hex, the same for the same text. */
export function hashId(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export const hmac: Mac = {
  of: (key, text) => createHmac('sha256', key).update(text).digest('hex'),
  matches(key, text, mac) {
    const [expected, given] = [Buffer.from(hmac.of(key, text)), Buffer.from(mac)];
    return expected.length === given.length && timingSafeEqual(expected, given);
  },
};
