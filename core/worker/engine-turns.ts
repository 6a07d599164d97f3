/** Whose file the engine has: several together, or one alone. First come, first served, so that nobody waits for ever. */
import { orAborted } from '../shared/abort.ts';

export type Turn = {
  /** Whether the engine had another file at any time of the turn. */
  readonly hadCompany: boolean;
  end(): void;
};

type Entry = { alone: boolean; hadCompany: boolean; enter: () => void };

export class EngineTurns {
  readonly #inside = new Set<Entry>();
  #waiting: Entry[] = [];

  /**
   * @param alone with nobody else in the engine
   * @throws the signal's reason when that aborts first
   */
  async take(alone: boolean, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    const entry: Entry = { alone, hadCompany: false, enter: () => {} };
    const entered = new Promise<void>((resolve) => {
      entry.enter = resolve;
    });
    this.#waiting.push(entry);
    this.#letIn();
    try {
      await orAborted(entered, signal);
    } catch (error) {
      this.#end(entry);
      throw error;
    }
    return {
      get hadCompany() {
        return entry.hadCompany;
      },
      end: () => this.#end(entry),
    };
  }

  #end(entry: Entry): void {
    this.#inside.delete(entry);
    this.#waiting = this.#waiting.filter((other) => other !== entry);
    this.#letIn();
  }

  #letIn(): void {
    for (let [next] = this.#waiting; next && this.#mayEnter(next); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#inside.add(next);
      if (this.#inside.size > 1) for (const one of this.#inside) one.hadCompany = true;
      next.enter();
    }
  }

  #mayEnter({ alone }: Entry): boolean {
    return this.#inside.size === 0 || !(alone || [...this.#inside].some((one) => one.alone));
  }
}
