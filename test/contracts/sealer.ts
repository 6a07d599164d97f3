import { beforeEach, describe, expect, it } from 'vitest';
import type { Sealer } from '../../core/shared/ports.ts';

const SECRET = 'whsec_a secret with ~ and "quotes"';

export function defineSealerContract(name: string, make: () => Promise<Sealer>): void {
  describe(`a sealer: ${name}`, () => {
    let sealer: Sealer;
    beforeEach(async () => {
      sealer = await make();
    });

    it('gives back what it sealed', async () => {
      expect(await sealer.unseal(await sealer.seal(SECRET, 'callback-1'), 'callback-1')).toBe(SECRET);
    });

    it('does not show it', async () => {
      expect(await sealer.seal(SECRET, 'callback-1')).not.toContain(SECRET);
    });

    it('refuses it for another callback', async () => {
      const sealed = await sealer.seal(SECRET, 'callback-1');
      await expect(sealer.unseal(sealed, 'callback-2')).rejects.toThrow();
    });
  });
}
