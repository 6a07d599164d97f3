import type { Sealer } from '../../../core/shared/ports.ts';

/** Seals by encoding: enough to tell a sealed secret from a plain one, and one registration's from another's. */
export const memorySealer: Sealer = {
  async seal(secret, callbackId) {
    return Buffer.from(JSON.stringify({ secret, callbackId })).toString('base64');
  },

  async unseal(sealed, callbackId) {
    const opened = JSON.parse(Buffer.from(sealed, 'base64').toString()) as { secret: string; callbackId: string };
    if (opened.callbackId !== callbackId) throw new Error('the secret was sealed for another callback');
    return opened.secret;
  },
};
