import type { Scratch } from '../../../core/shared/ports.ts';

/** Places that exist in name only; `open` holds those not yet removed. */
export class MemoryScratch implements Scratch {
  readonly open = new Set<string>();
  #made = 0;

  async requireRoom(): Promise<void> {}

  async make(): Promise<{ path: string; remove(): Promise<void> }> {
    this.#made += 1;
    const path = `/scratch/${this.#made}/upload`;
    this.open.add(path);
    return {
      path,
      remove: async () => {
        this.open.delete(path);
      },
    };
  }
}
