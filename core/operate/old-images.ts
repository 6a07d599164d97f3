/** Machine images of the workers: every good build adds one, and each costs the storage of its snapshot. */

export type MachineImage = { id: string; created_at: string };

/** `inUse`: the image that the next launch takes, which may be an older one that an operator went back to. */
export type Kept = { keep: number; inUse: string | undefined };

/**
 * The images to delete: all but the newest ones and the one in use.
 *
 * @returns none while nobody knows which one is in use
 */
export function oldImages(images: readonly MachineImage[], { keep, inUse }: Kept): MachineImage[] {
  if (inUse === undefined) return [];
  const newestFirst = images.toSorted((one, other) => other.created_at.localeCompare(one.created_at));
  return newestFirst.slice(keep).filter(({ id }) => id !== inUse);
}
