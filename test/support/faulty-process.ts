/**
 * A process of ours that meets a fault at one of its port calls. What the other processes do meanwhile is up to the test.
 *
 * - `dies before` / `dies after`: the process is gone; no line of it runs any more, the call was or was not made
 * - `fails before` / `fails after`: the call throws; with `after` it had its effect all the same
 * - `stalls before`: the process stands still until `resume`, then goes on as if nothing had been
 */
export const FAULTS = ['dies before', 'dies after', 'fails before', 'fails after', 'stalls before'] as const;
/** `call` is the number of the call, or the name whose first call it is. */
export type Fault = { kind: (typeof FAULTS)[number]; call: number | string };

const PORTS = [
  'table',
  'objects',
  'jobs',
  'deliveries',
  'sealer',
  'transport',
  'engine',
  'scratch',
  'compute',
  'clock',
];
/** Not calls to the outside world, but they end with the process too. */
const UNCOUNTED = ['clock.sleep'];
const NEVER = new Promise<never>(() => {});

export class FaultyProcess {
  /** Port calls in the order they were made, such as `table.write`. */
  readonly calls: string[] = [];
  readonly #fault: Fault | undefined;
  #gate: Promise<unknown> = Promise.resolve();
  #resume: () => void = () => {};

  constructor(fault?: Fault) {
    this.#fault = fault;
  }

  /** The same dependencies, as this process calls them. */
  wrap<Dependencies extends object>(dependencies: Dependencies): Dependencies {
    const wrapped = Object.entries(dependencies).map(([name, port]) => [
      name,
      PORTS.includes(name) ? this.#port(name, port) : port,
    ]);
    return Object.fromEntries(wrapped);
  }

  resume(): void {
    this.#resume();
  }

  #port(portName: string, port: object): object {
    return new Proxy(port, {
      get: (target, method) => {
        const value = Reflect.get(target, method) as unknown;
        const name = `${portName}.${String(method)}`;
        if (typeof value !== 'function' || name === 'clock.now')
          return typeof value === 'function' ? value.bind(target) : value;
        return (...given: unknown[]) => this.#call(name, () => value.apply(target, given));
      },
    });
  }

  async #call(name: string, run: () => Promise<unknown>): Promise<unknown> {
    await this.#gate;
    try {
      return this.#isStruck(name) ? await this.#strike(name, run) : await run();
    } finally {
      await this.#gate;
    }
  }

  #isStruck(name: string): boolean {
    if (UNCOUNTED.includes(name)) return false;
    this.calls.push(name);
    const call = this.#fault?.call;
    return call === this.calls.length || (call === name && this.calls.indexOf(name) === this.calls.length - 1);
  }

  async #strike(name: string, run: () => Promise<unknown>): Promise<unknown> {
    const kind = this.#fault?.kind;
    if (kind === 'stalls before') {
      this.#gate = new Promise<void>((resolve) => {
        this.#resume = resolve;
      });
      await this.#gate;
      return run();
    }
    if (kind === 'dies before') this.#gate = NEVER;
    else if (kind !== 'fails before') await run();
    if (kind === 'dies after') this.#gate = NEVER;
    throw new Error(`${name} failed for the test`);
  }
}
