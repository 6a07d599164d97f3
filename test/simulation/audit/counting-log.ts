import { MemoryLog } from '../../support/memory/log.ts';

/** Counts what is logged, as a long run would not fit in memory. */
export class CountingLog extends MemoryLog {
  readonly counts = new Map<string, number>();

  override info(message: string): void {
    this.#count(`info: ${message}`);
  }

  override warn(message: string): void {
    this.#count(`warn: ${message}`);
  }

  override error(message: string): void {
    this.#count(`error: ${message}`);
  }

  #count(line: string): void {
    this.counts.set(line, (this.counts.get(line) ?? 0) + 1);
  }
}
