import { ObjectMissingError } from '../../../core/shared/errors.ts';
import type { FileToCome, PartsUpload, UploadLinks } from '../../../core/shared/object-ports.ts';
import type { MemoryObjects } from './objects.ts';

type Begun = { key: string; parts: Map<number, string> };

/** Links into a bucket in memory; `send` and `sendPart` are what whoever has one does with it. */
export class MemoryUploadLinks implements UploadLinks {
  readonly #objects: MemoryObjects;
  readonly #begun = new Map<string, Begun>();
  readonly #posts = new Map<string, FileToCome>();
  #count = 0;

  constructor(objects: MemoryObjects) {
    this.#objects = objects;
  }

  /** Ids of uploads in parts that are not over. */
  get open(): string[] {
    return [...this.#begun.keys()];
  }

  async post(file: FileToCome, { seconds }: { seconds: number }) {
    const url = `https://bucket.test/?post=${encodeURIComponent(file.key)}`;
    this.#posts.set(url, file);
    return { url, fields: { key: file.key, 'Content-Type': file.content_type, expires: String(seconds) } };
  }

  async beginParts({ key }: { key: string }): Promise<string> {
    this.#count += 1;
    const id = `upload-${this.#count}`;
    this.#begun.set(id, { key, parts: new Map() });
    return id;
  }

  async partLinks({ key, upload_id }: PartsUpload, numbers: readonly number[], { seconds }: { seconds: number }) {
    return numbers.map(
      (number) => `https://bucket.test/${encodeURI(key)}?upload=${upload_id}&part=${number}&expires=${seconds}`,
    );
  }

  async partsOf({ upload_id }: PartsUpload) {
    const parts = this.#begun.get(upload_id)?.parts;
    return parts && [...parts].sort(([one], [other]) => one - other).map(([number, body]) => listed(number, body));
  }

  async completeParts({ key, upload_id }: PartsUpload, parts: readonly { number: number }[]): Promise<void> {
    const begun = this.#begun.get(upload_id);
    if (!begun) throw new ObjectMissingError('the upload in parts is over');
    this.#objects.upload(key, parts.map(({ number }) => begun.parts.get(number) ?? '').join(''));
    this.#begun.delete(upload_id);
  }

  async abortParts({ upload_id }: PartsUpload): Promise<void> {
    this.#begun.delete(upload_id);
  }

  /** @throws Error for what the form does not take */
  send(url: string, body: string): void {
    const file = this.#posts.get(url);
    if (!file || Buffer.byteLength(body) !== file.size_bytes) throw new Error('the form does not take this');
    this.#objects.upload(file.key, body);
  }

  sendPart(url: string, body: string): void {
    const { searchParams } = new URL(url);
    const begun = this.#begun.get(searchParams.get('upload') ?? '');
    if (!begun) throw new Error('the upload is over');
    begun.parts.set(Number(searchParams.get('part')), body);
  }
}

function listed(number: number, body: string) {
  return { number, size_bytes: Buffer.byteLength(body), etag: `etag-${number}` };
}
