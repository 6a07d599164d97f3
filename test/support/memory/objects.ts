import { ObjectMissingError, ObjectUnreadableError } from '../../../core/shared/errors.ts';
import type {
  LinkOptions,
  ObjectHead,
  Objects,
  ObjectVersion,
  ObjectVersions,
  VersionCursor,
  VersionListing,
} from '../../../core/shared/object-ports.ts';
import type { Clock } from '../../../core/shared/ports.ts';
import { compareTexts, SortedList } from './sorted-list.ts';

type Version = {
  id: string;
  body: string;
  metadata: Record<string, string>;
  last_modified: string;
  marker?: true;
  unreadable?: ObjectUnreadableError['reason'];
};

type MemoryObjectsOptions = { clock?: Pick<Clock, 'now'>; on_put?: (key: string, body: string) => void };

/** S3 lists as many at once. */
const PAGE = 1000;

/** One versioned bucket in memory. Downloads go to `files`, not to a disk. */
export class MemoryObjects implements Objects, ObjectVersions, VersionListing {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #versions = new Map<string, Version[]>();
  /** Keys in order, of those folders that somebody has looked into: most never are, and order costs time. */
  readonly #folders = new Map<string, SortedList<string>>();
  readonly files = new Map<string, string>();
  /** Every key that was put, in order. */
  readonly puts: string[] = [];
  readonly #onPut: ((key: string, body: string) => void) | undefined;
  #uploads = 0;

  /** @param options.on_put told of every object that was written by `put` */
  constructor({ clock = { now: () => new Date() }, on_put }: MemoryObjectsOptions = {}) {
    this.#clock = clock;
    this.#onPut = on_put;
  }

  async head(key: string, versionId?: string): Promise<ObjectHead | undefined> {
    const found = this.#find(key, versionId);
    if (found?.unreadable) throw new ObjectUnreadableError(found.unreadable);
    return found && { size_bytes: Buffer.byteLength(found.body), metadata: found.metadata, version_id: found.id };
  }

  async getText(key: string): Promise<string | undefined> {
    return this.#find(key)?.body;
  }

  async put(
    key: string,
    body: string | Uint8Array,
    { if_absent }: { if_absent?: boolean },
  ): Promise<'written' | 'exists'> {
    if (if_absent && this.#find(key)) return 'exists';
    const text = typeof body === 'string' ? body : Buffer.from(body).toString();
    this.puts.push(key);
    this.upload(key, text);
    this.#onPut?.(key, text);
    return 'written';
  }

  async download(source: { key: string; version_id?: string }, path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const found = this.#find(source.key, source.version_id);
    if (!found) throw new ObjectMissingError(`no object ${source.key}`);
    if (found.unreadable) throw new ObjectUnreadableError(found.unreadable);
    this.files.set(path, found.body);
  }

  async presign(key: string, { seconds, file_name, version_id, play_as }: LinkOptions): Promise<string> {
    const link = `https://bucket.test/${key}?expires=${seconds}&file_name=${encodeURIComponent(file_name)}`;
    const version = version_id ? `&version=${version_id}` : '';
    return `${link}${version}${play_as ? `&play_as=${play_as}` : ''}`;
  }

  async listVersions(prefix: string): Promise<ObjectVersion[]> {
    const keys = [...this.#under(prefix, prefix)];
    return keys.flatMap((key) => (this.#versions.get(key) ?? []).map((version) => listed(key, version)));
  }

  async deleteVersions(gone: readonly { key: string; version_id: string }[]): Promise<void> {
    for (const { key, version_id } of gone) {
      const left = (this.#versions.get(key) ?? []).filter((version) => version.id !== version_id);
      if (left.length > 0) this.#versions.set(key, left);
      else this.remove(key);
    }
  }

  /** Puts an object as a client does, and says which version it became. */
  upload(key: string, body: string, metadata: Record<string, string> = {}): string {
    return this.#add(key, { body, metadata });
  }

  /** What is there now can no longer be read. */
  makeUnreadable(key: string, reason: ObjectUnreadableError['reason']): void {
    for (const version of this.#versions.get(key) ?? []) version.unreadable = reason;
  }

  /** Deletes an object as a client does, which leaves a marker above its versions. */
  erase(key: string): void {
    this.#add(key, { body: '', metadata: {}, marker: true });
  }

  /** By key, and the versions of one key from the newest to the oldest, as S3 does. */
  async versionPage(prefix: string, after?: VersionCursor) {
    const found: (Version & { key: string })[] = [];
    for (const key of this.#under(prefix, after?.key ?? prefix)) {
      const versions = [...(this.#versions.get(key) ?? [])].reverse();
      const past = key === after?.key ? versions.findIndex((one) => one.id === after.version_id) : -1;
      found.push(...versions.slice(past + 1).map((one) => ({ key, ...one })));
      if (found.length > PAGE) break;
    }
    const page = found.slice(0, PAGE);
    const versions = page.flatMap(({ key, id, body, last_modified, marker }) => {
      const size_bytes = Buffer.byteLength(body);
      return marker ? [] : [{ key, version_id: id, size_bytes, last_modified, multipart: false }];
    });
    const last = page.at(-1);
    if (found.length <= PAGE || !last) return { versions };
    return { versions, next: { key: last.key, version_id: last.id } };
  }

  remove(key: string): void {
    if (!this.#versions.delete(key)) return;
    for (const [folder, keys] of this.#folders) if (key.startsWith(folder)) keys.remove(key);
  }

  /** Of everything there is, be it versions that nobody sees. */
  keys(): string[] {
    return [...this.#versions.keys()].sort();
  }

  #add(key: string, version: Omit<Version, 'id' | 'last_modified'>): string {
    this.#uploads += 1;
    const id = `v${this.#uploads}`;
    const last_modified = this.#clock.now().toISOString();
    const made = { id, last_modified, ...version };
    const earlier = this.#versions.get(key);
    if (earlier) earlier.push(made);
    else this.#addKey(key, made);
    return id;
  }

  #addKey(key: string, version: Version): void {
    this.#versions.set(key, [version]);
    for (const [folder, keys] of this.#folders) if (key.startsWith(folder)) keys.add(key);
  }

  #keysIn(folder: string): SortedList<string> {
    const known = this.#folders.get(folder);
    if (known) return known;
    const keys = new SortedList(compareTexts);
    for (const key of this.#versions.keys()) if (key.startsWith(folder)) keys.add(key);
    this.#folders.set(folder, keys);
    return keys;
  }

  *#under(prefix: string, from: string): Generator<string> {
    for (const key of this.#keysIn(prefix.slice(0, prefix.indexOf('/') + 1)).from(from)) {
      if (!key.startsWith(prefix)) return;
      yield key;
    }
  }

  #find(key: string, versionId?: string): Version | undefined {
    const versions = this.#versions.get(key) ?? [];
    const found = versionId === undefined ? versions.at(-1) : versions.find((version) => version.id === versionId);
    return found?.marker ? undefined : found;
  }
}

function listed(key: string, { id, body, marker }: Version): ObjectVersion {
  const kind = marker ? 'delete-marker' : 'version';
  return { key, version_id: id, kind, size_bytes: Buffer.byteLength(body) };
}
