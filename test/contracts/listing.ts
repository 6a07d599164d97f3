import { beforeEach, describe, expect, it } from 'vitest';
import type { VersionListing } from '../../core/shared/object-ports.ts';

export type ListingUnderTest = {
  listing: VersionListing;
  /** As a client does it; gives the version's id. */
  upload(key: string, body: string): Promise<string>;
  /** As a client does it; leaves a delete marker. */
  remove(key: string): Promise<void>;
};

const KEYS = ['in/a+b%20c%.mp3', 'in/plain.mp3', 'in/with space.mp3', 'in/åäö/日本語 (1).mp3'];

/** @param make an empty, versioned bucket */
export function defineListingContract(name: string, make: () => Promise<ListingUnderTest>): void {
  describe(`the versions in a bucket: ${name}`, () => {
    let given: ListingUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    it('are none when nothing is there', async () => {
      expect(await given.listing.versionPage('in/')).toEqual({ versions: [] });
    });

    it('are listed under their prefix, each with its size and its time, whatever the key', async () => {
      const ids: string[] = [];
      for (const key of KEYS) ids.push(await given.upload(key, 'åäö'));
      await given.upload('out/other.mp3', 'x');
      const { versions, next } = await given.listing.versionPage('in/');
      expect(versions.map(({ key, version_id }) => [key, version_id])).toEqual(KEYS.map((key, n) => [key, ids[n]]));
      for (const { size_bytes, last_modified, multipart } of versions) {
        expect([size_bytes, multipart]).toEqual([6, false]);
        expect(last_modified).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Math.abs(Date.parse(last_modified) - Date.now())).toBeLessThan(600_000);
      }
      expect(next).toBeUndefined();
    });

    it('are all of a key, but no marker of its removal', async () => {
      const ids = [await given.upload('in/talk.mp3', 'one'), await given.upload('in/talk.mp3', 'second')];
      await given.remove('in/talk.mp3');
      const { versions } = await given.listing.versionPage('in/');
      expect(versions.map((version) => version.version_id).sort()).toEqual(ids.sort());
    });

    it('go on after any of them', async () => {
      for (const key of ['in/1', 'in/2', 'in/2', 'in/3']) await given.upload(key, key);
      const { versions } = await given.listing.versionPage('in/');
      for (const [index, version] of versions.entries()) {
        const rest = await given.listing.versionPage('in/', version);
        expect(rest.versions).toEqual(versions.slice(index + 1));
      }
    });

    it('come a thousand at a time', async () => {
      const keys = Array.from({ length: 1001 }, (_, n) => `in/${String(n).padStart(4, '0')}`);
      await Promise.all(keys.map((key) => given.upload(key, 'x')));
      const first = await given.listing.versionPage('in/');
      const second = await given.listing.versionPage('in/', first.next);
      expect([first.versions.length, second.versions.length, second.next]).toEqual([1000, 1, undefined]);
    });
  });
}
