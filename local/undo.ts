/** What has to be taken back, in the opposite order, when the stack ends or could not be started whole. */
export class Undo {
  #steps: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** Takes everything back, also what is added meanwhile. Asking twice does it once. */
  run(): Promise<void> {
    this.#running ??= this.#takeBack().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #takeBack(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await step();
  }
}
