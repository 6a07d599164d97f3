import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectMissingError, ObjectUnreadableError } from '../../core/shared/errors.ts';
import type { Objects } from '../../core/shared/object-ports.ts';
import { NEVER_STOPPED } from '../support/world.ts';

export type ObjectsUnderTest = {
  objects: Objects;
  /** As a client does it; gives the version's id. */
  upload(key: string, body: string, metadata?: Record<string, string>): Promise<string>;
  /** As a client does it whose objects lie in an archive, or are encrypted with a key of its own. */
  uploadUnreadable(key: string, reason: ObjectUnreadableError['reason']): Promise<void>;
  /** Where a download may go, and what came there. */
  path(): Promise<string>;
  read(path: string): Promise<string>;
};

const KEYS = ['plain.mp3', 'with space.mp3', 'a+b%20c%.mp3', 'åäö/日本語 (1).mp3', `${'n'.repeat(1000)}.mp3`];
const TEXT = { content_type: 'text/plain' };

/** @param make an empty, versioned bucket */
export function defineObjectsContract(name: string, make: () => Promise<ObjectsUnderTest>): void {
  describe(`objects: ${name}`, () => {
    let given: ObjectsUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    const download = async (source: { key: string; version_id?: string }, signal = NEVER_STOPPED) => {
      const path = await given.path();
      await given.objects.download(source, path, signal);
      return given.read(path);
    };

    it.each(KEYS)('are put and read under %s', async (key) => {
      expect(await given.objects.put(key, 'Hej då', TEXT)).toBe('written');
      expect(await given.objects.getText(key)).toBe('Hej då');
      expect(await download({ key })).toBe('Hej då');
    });

    it('are put as bytes too', async () => {
      await given.objects.put('key', new TextEncoder().encode('Hej då'), TEXT);
      expect(await given.objects.getText('key')).toBe('Hej då');
      expect(await given.objects.head('key')).toMatchObject({ size_bytes: 7 });
    });

    it('that are not there are undefined', async () => {
      expect([await given.objects.getText('gone'), await given.objects.head('gone')]).toEqual([undefined, undefined]);
    });

    it('are replaced, unless they may not be', async () => {
      await given.objects.put('key', 'one', TEXT);
      expect(await given.objects.put('key', 'two', { ...TEXT, if_absent: true })).toBe('exists');
      expect(await given.objects.getText('key')).toBe('one');
      await given.objects.put('key', 'three', TEXT);
      expect(await given.objects.getText('key')).toBe('three');
    });

    it('that many put at once where none may be are put by one', async () => {
      const put = (n: number) => given.objects.put('key', String(n), { ...TEXT, if_absent: true });
      const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => put(n)));
      expect(answers.filter((answer) => answer === 'written')).toHaveLength(1);
      expect(await given.objects.getText('key')).toBe(String(answers.indexOf('written')));
    });

    it('tell their size in bytes and what the client wrote on them', async () => {
      await given.upload('key', 'åäö', { language: 'sv' });
      expect(await given.objects.head('key')).toMatchObject({ size_bytes: 6, metadata: { language: 'sv' } });
    });

    it('keep their versions apart', async () => {
      const first = await given.upload('key', 'one', { language: 'sv' });
      const second = await given.upload('key', 'second');
      const metadata = { language: 'sv' };
      expect(await given.objects.head('key', first)).toEqual({ size_bytes: 3, metadata, version_id: first });
      expect(await given.objects.head('key')).toMatchObject({ version_id: second });
      expect(await download({ key: 'key', version_id: first })).toBe('one');
      expect(await download({ key: 'key' })).toBe('second');
    });

    it.each<ObjectUnreadableError['reason']>(['archived', 'client_key'])(
      'that are there and cannot be read say why: %s',
      async (reason) => {
        await given.uploadUnreadable('key', reason);
        for (const read of [() => given.objects.head('key'), () => download({ key: 'key' })]) {
          const thrown = await read().catch((error) => error);
          expect([thrown instanceof ObjectUnreadableError, thrown.reason]).toEqual([true, reason]);
        }
      },
    );

    it('that are not there cannot be downloaded', async () => {
      await expect(download({ key: 'gone' })).rejects.toBeInstanceOf(ObjectMissingError);
    });

    it('are not downloaded for one who has to stop', async () => {
      await given.upload('key', 'one');
      await expect(download({ key: 'key' }, AbortSignal.abort(new Error('stopped')))).rejects.toThrow();
    });
  });
}
