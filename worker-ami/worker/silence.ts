/** Notices when something that should be heard from now and then is not. */
export class Silence {
  readonly #act: (milliseconds: number) => void;
  #timer: NodeJS.Timeout | undefined;
  #milliseconds: number | undefined;

  /** @param act is called once, with how long nothing was heard */
  constructor(act: (milliseconds: number) => void) {
    this.#act = act;
  }

  /** From now on something must be heard within that time, again and again; undefined: nothing need be. */
  allow(milliseconds: number | undefined): void {
    this.#milliseconds = milliseconds;
    this.heard();
  }

  heard(): void {
    clearTimeout(this.#timer);
    const milliseconds = this.#milliseconds;
    if (milliseconds !== undefined) this.#timer = setTimeout(() => this.#act(milliseconds), milliseconds);
  }
}
