import type { Clock, WebFetch, WebFiles } from '../../../core/shared/ports.ts';

export type WebFile = {
  size_bytes?: number;
  version?: string;
  /** How long it takes to come. */
  seconds?: number;
  error?: Error;
};

/** A web in which every URL is a file, or what the test wrote down for it. */
export class MemoryWebFiles implements WebFiles {
  readonly #clock: Clock;
  readonly files = new Map<string, WebFile>();
  readonly fetched: string[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async fetch(url: string, _path: string, { admit, signal }: WebFetch) {
    this.fetched.push(url);
    const { size_bytes = 1000, version, seconds = 1, error } = this.files.get(url) ?? {};
    await admit(size_bytes);
    await this.#clock.sleep(seconds * 1000, signal);
    signal.throwIfAborted();
    if (error) throw error;
    return { size_bytes, ...(version !== undefined && { version }) };
  }
}
