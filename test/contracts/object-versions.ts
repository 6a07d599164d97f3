import { beforeEach, describe, expect, it } from 'vitest';
import type { Objects, ObjectVersions } from '../../core/shared/object-ports.ts';

export type ObjectVersionsUnderTest = {
  objects: Objects & ObjectVersions;
  /** Deletes an object as a client does, without naming a version. */
  erase(key: string): Promise<void>;
};

/** More than S3 lists or deletes at once. */
const MANY = 1001;

/** @param make an empty, versioned bucket */
export function defineObjectVersionsContract(name: string, make: () => Promise<ObjectVersionsUnderTest>): void {
  describe(`versions of objects: ${name}`, () => {
    let given: ObjectVersionsUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    const put = (key: string, body = 'x') => given.objects.put(key, body, { content_type: 'text/plain' });
    const kinds = async (prefix: string) =>
      (await given.objects.listVersions(prefix)).map(({ key, kind, size_bytes }) => [key, kind, size_bytes]).sort();

    it('are listed with the markers among them, of the keys that start so', async () => {
      await put('a/åäö 1.txt', 'one');
      await put('a/åäö 1.txt', 'second');
      await given.erase('a/åäö 1.txt');
      await put('ab');
      expect(await kinds('a/')).toEqual([
        ['a/åäö 1.txt', 'delete-marker', 0],
        ['a/åäö 1.txt', 'version', 3],
        ['a/åäö 1.txt', 'version', 6],
      ]);
      expect(await kinds('a')).toHaveLength(4);
      expect(await kinds('b')).toEqual([]);
    });

    it('that are deleted leave nothing behind, no marker either', async () => {
      for (const body of ['1', '2']) await put('a', body);
      await given.erase('a');
      await put('b');
      await given.objects.deleteVersions(await given.objects.listVersions('a'));
      expect([await kinds('a'), await kinds('b')]).toEqual([[], [['b', 'version', 1]]]);
    });

    it('that are deleted one by one leave the others, and what lies below is seen again', async () => {
      await put('a', 'first');
      await put('a', 'second');
      await given.erase('a');
      const newest = async (kind: string) =>
        (await given.objects.listVersions('a')).filter((version) => version.kind === kind);
      await given.objects.deleteVersions(await newest('delete-marker'));
      expect(await given.objects.getText('a')).toBe('second');
      const second = (await newest('version')).filter(({ size_bytes }) => size_bytes === 6);
      await given.objects.deleteVersions(second);
      expect(await given.objects.getText('a')).toBe('first');
    });

    it('that are gone already are passed over, and so are none', async () => {
      await put('a');
      const versions = await given.objects.listVersions('a');
      await given.objects.deleteVersions(versions);
      await given.objects.deleteVersions(versions);
      await given.objects.deleteVersions([]);
      expect(await kinds('')).toEqual([]);
    });

    it.each(['a\u0001b', 'a\nb', 'a\tb', 'a\u007fb', 'a&<b>"', 'a\ufffdb', 'a+b %2B'])(
      'are listed and deleted whatever their key holds: %j',
      async (name) => {
        for (const body of ['1', '22']) await put(`odd/${name}`, body);
        await put('odd/good');
        const versions = await given.objects.listVersions('odd/');
        expect(versions.map(({ key }) => key).sort()).toEqual([`odd/${name}`, `odd/${name}`, 'odd/good'].sort());
        await given.objects.deleteVersions(versions);
        expect(await given.objects.listVersions('odd/')).toEqual([]);
      },
    );

    it('are listed and deleted however many they are', async () => {
      for (let from = 0; from < MANY; from += 50) {
        await Promise.all(Array.from({ length: Math.min(50, MANY - from) }, (_, n) => put(`many/${from + n}`)));
      }
      const versions = await given.objects.listVersions('many/');
      expect(new Set(versions.map(({ key }) => key)).size).toBe(MANY);
      await given.objects.deleteVersions(versions);
      expect(await given.objects.listVersions('many/')).toEqual([]);
    });
  });
}
