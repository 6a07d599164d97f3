import type { Scratch } from '../../../core/shared/ports.ts';
import type { MemoryObjects } from '../../support/memory/objects.ts';
import { MemoryScratch } from '../../support/memory/scratch.ts';

/** The workers' disks. A file that is removed from its place is forgotten by the bucket it came from, too. */
export function simulatedScratch(objects: MemoryObjects): Scratch {
  const scratch = new MemoryScratch();
  return {
    requireRoom: () => scratch.requireRoom(),
    async make() {
      const place = await scratch.make();
      return {
        path: place.path,
        remove: async () => {
          objects.files.delete(place.path);
          await place.remove();
        },
      };
    },
  };
}
