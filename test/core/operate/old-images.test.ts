import { describe, expect, it } from 'vitest';
import { oldImages } from '../../../core/operate/old-images.ts';

const image = (day: number) => ({ id: `ami-${day}`, created_at: `2026-11-0${day}T10:00:00.000Z` });
const IMAGES = [2, 5, 1, 4, 3].map(image);
const idsOf = (keep: number, inUse: string | undefined) => oldImages(IMAGES, { keep, inUse }).map(({ id }) => id);

describe('images to delete', () => {
  it('are those older than the newest ones', () => {
    expect(idsOf(3, 'ami-5')).toEqual(['ami-2', 'ami-1']);
  });

  it('never include the one that launches take, however old it is', () => {
    expect(idsOf(3, 'ami-1')).toEqual(['ami-2']);
  });

  it('are none while nobody knows which one launches take', () => {
    expect(idsOf(1, undefined)).toEqual([]);
  });

  it('are none while there are no more than are kept', () => {
    expect(idsOf(5, 'ami-5')).toEqual([]);
  });
});
