import { ObjectMissingError } from '../../../core/errors.ts';
import type { ObjectHead, Objects } from '../../../core/ports.ts';

type Version = { id: string; body: string; metadata: Record<string, string> };

/** One versioned bucket in memory. Downloads go to `files`, not to a disk. */
export class MemoryObjects implements Objects {
  readonly #versions = new Map<string, Version[]>();
  readonly files = new Map<string, string>();
  /** Every key that was put, in order. */
  readonly puts: string[] = [];
  #uploads = 0;

  async head(key: string, versionId?: string): Promise<ObjectHead | undefined> {
    const found = this.#find(key, versionId);
    return found && { size_bytes: Buffer.byteLength(found.body), metadata: found.metadata };
  }

  async getText(key: string): Promise<string | undefined> {
    return this.#find(key)?.body;
  }

  async put(key: string, body: string, { if_absent }: { if_absent?: boolean }): Promise<'written' | 'exists'> {
    if (if_absent && this.#find(key)) return 'exists';
    this.puts.push(key);
    this.upload(key, body);
    return 'written';
  }

  async download(source: { key: string; version_id?: string }, path: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const found = this.#find(source.key, source.version_id);
    if (!found) throw new ObjectMissingError(`no object ${source.key}`);
    this.files.set(path, found.body);
  }

  async presign(key: string, { seconds, file_name }: { seconds: number; file_name: string }): Promise<string> {
    return `https://bucket.test/${key}?expires=${seconds}&file_name=${encodeURIComponent(file_name)}`;
  }

  /** Puts an object as a client does, and says which version it became. */
  upload(key: string, body: string, metadata: Record<string, string> = {}): string {
    this.#uploads += 1;
    const id = `v${this.#uploads}`;
    this.#versions.set(key, [...(this.#versions.get(key) ?? []), { id, body, metadata }]);
    return id;
  }

  remove(key: string): void {
    this.#versions.delete(key);
  }

  keys(): string[] {
    return [...this.#versions.keys()].sort();
  }

  #find(key: string, versionId?: string): Version | undefined {
    const versions = this.#versions.get(key) ?? [];
    return versionId === undefined ? versions.at(-1) : versions.find((version) => version.id === versionId);
  }
}
