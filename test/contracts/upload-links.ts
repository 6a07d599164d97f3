import { beforeEach, describe, expect, it } from 'vitest';
import { ObjectMissingError } from '../../core/shared/errors.ts';
import type { FileToCome, Objects, PartsUpload, UploadLinks } from '../../core/shared/object-ports.ts';

export type UploadLinksUnderTest = {
  links: UploadLinks;
  objects: Pick<Objects, 'getText'>;
  /** Sends a file by a form, as whoever has it; false when it was not taken. */
  post(form: { url: string; fields: Record<string, string> }, body: string): Promise<boolean>;
  put(url: string, body: string): Promise<boolean>;
};

const KEYS = ['plain.mp3', 'with space.mp3', 'a+b%20c%.mp3', 'åäö/日本語 (1).mp3'];
const HOUR = { seconds: 3600 };
const FIVE_MIB = 5 * 1024 ** 2;

/** @param make an empty bucket */
export function defineUploadLinksContract(name: string, make: () => Promise<UploadLinksUnderTest>): void {
  describe(`links to send files by: ${name}`, () => {
    let given: UploadLinksUnderTest;
    beforeEach(async () => {
      given = await make();
    });

    const file = (more: Partial<FileToCome> = {}): FileToCome => ({
      key: 'talk.mp3',
      size_bytes: 5,
      content_type: 'audio/mpeg',
      ...more,
    });
    const begin = async (key = 'talk.mp3'): Promise<PartsUpload> => {
      return { key, upload_id: await given.links.beginParts({ key, content_type: 'audio/mpeg' }) };
    };
    const send = async (upload: PartsUpload, number: number, body: string) => {
      const [url = ''] = await given.links.partLinks(upload, [number], HOUR);
      return given.put(url, body);
    };

    it.each(KEYS)('are forms that take the file: %s', async (key) => {
      expect(await given.post(await given.links.post(file({ key }), HOUR), 'audio')).toBe(true);
      expect(await given.objects.getText(key)).toBe('audio');
    });

    it.each(['longer', 'less'])('are forms that take no other: %s', async (body) => {
      expect(await given.post(await given.links.post(file(), HOUR), body)).toBe(false);
      expect(await given.objects.getText('talk.mp3')).toBeUndefined();
    });

    it.each(KEYS)('are to parts that are counted and made one file: %s', async (key) => {
      const upload = await begin(key);
      expect(await given.links.partsOf(upload)).toEqual([]);
      const [first, second] = ['a'.repeat(FIVE_MIB), 'b'];
      expect([await send(upload, 2, second), await send(upload, 1, first)]).toEqual([true, true]);
      const parts = (await given.links.partsOf(upload)) ?? [];
      expect(parts.map(({ number, size_bytes }) => [number, size_bytes])).toEqual([
        [1, FIVE_MIB],
        [2, 1],
      ]);
      await given.links.completeParts(upload, parts);
      expect(await given.objects.getText(key)).toBe(first + second);
      expect(await given.links.partsOf(upload)).toBeUndefined();
    });

    it('are to parts that may be sent again', async () => {
      const upload = await begin();
      await send(upload, 1, 'one');
      await send(upload, 1, 'two');
      const parts = (await given.links.partsOf(upload)) ?? [];
      await given.links.completeParts(upload, parts);
      expect(await given.objects.getText('talk.mp3')).toBe('two');
    });

    it('lead nowhere when the upload was given up, which may be said again', async () => {
      const upload = await begin();
      await send(upload, 1, 'audio');
      const parts = (await given.links.partsOf(upload)) ?? [];
      await given.links.abortParts(upload);
      await given.links.abortParts(upload);
      await expect(given.links.completeParts(upload, parts)).rejects.toThrow(ObjectMissingError);
      expect(await given.links.partsOf(upload)).toBeUndefined();
      expect(await send(upload, 1, 'audio')).toBe(false);
      expect(await given.objects.getText('talk.mp3')).toBeUndefined();
    });
  });
}
