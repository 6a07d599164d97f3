import { hash32 } from './random.ts';

/** Everything that happened in a run, in its order, as one number: two runs of a seed must end with the same. */
export class Trail {
  #hash = 0x811c9dc5;
  events = 0;

  note(milliseconds: number, what: string, about: string): void {
    this.events += 1;
    this.#hash = hash32(`${milliseconds} ${what} ${about}`, this.#hash);
  }

  get hash(): string {
    return this.#hash.toString(16).padStart(8, '0');
  }
}
