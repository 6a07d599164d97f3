/**
 * A process of ours that meets a fault at one of its port calls. What the other processes do meanwhile is up to the test.
 *
 * - `dies before` / `dies after`: the process is gone; no line of it runs any more, the call was or was not made
 * - `fails before` / `fails after`: the call throws; with `after` it had its effect all the same
 * - `stalls before`: the process stands still until `resume`, then goes on as if nothing had been
 */
export const FAULTS = ['dies before', 'dies after', 'fails before', 'fails after', 'stalls before'] as const;
/** `call` is the number of the call, or the name whose first call it is. */
export type Fault = { kind: FaultKind; call: number | string };

const PORTS = [
  'table',
  'live',
  'sockets',
  'objects',
  'listing',
  'jobs',
  'uploads',
  'deliveries',
  'sealer',
  'transport',
  'engine',
  'scratch',
  'web',
  'compute',
  'clock',
];
/** Not calls to the outside world, but they end with the process too. */
const UNCOUNTED = ['clock.sleep'];

type Method = (...given: unknown[]) => Promise<unknown>;
export type FaultKind = (typeof FAULTS)[number];

export class FaultyProcess {
  /** Port calls in the order they were made, such as `table.write`. */
  readonly calls: string[] = [];
  readonly #fault: Fault | undefined;
  /** What no line of it passes; nothing while it goes on. */
  #gate: Promise<unknown> | undefined;
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

  /** The process is gone: from now on none of its lines runs. */
  die(): void {
    // A promise of its own: what waits for it is forgotten together with the process.
    this.#gate = new Promise<never>(() => {});
  }

  /** What happens to this call; called once for each, in their order. */
  protected faultOf(name: string): FaultKind | undefined {
    this.calls.push(name);
    const { call, kind } = this.#fault ?? {};
    const isStruck =
      call === this.calls.length || (call === name && this.calls.indexOf(name) === this.calls.length - 1);
    return isStruck ? kind : undefined;
  }

  /** How long a call takes on its way to the outside world. */
  protected async travel(): Promise<void> {}

  /** How long its answer takes on its way back; the effect has long been there. */
  protected async comeBack(): Promise<void> {}

  /** Stands still until `resume`. */
  protected stall(): Promise<unknown> {
    this.#gate = new Promise<void>((resolve) => {
      this.#resume = resolve;
    });
    return this.#gate;
  }

  #port(portName: string, port: object): object {
    const methods = new Map<PropertyKey, unknown>();
    return new Proxy(port, {
      get: (target, method) => {
        const known = methods.get(method);
        if (known) return known;
        const value = Reflect.get(target, method) as unknown;
        if (typeof value !== 'function') return value;
        const made = this.#method(`${portName}.${String(method)}`, value.bind(target));
        methods.set(method, made);
        return made;
      },
    });
  }

  #method(name: string, method: Method): Method {
    if (name === 'clock.now') return method;
    const isCounted = !UNCOUNTED.includes(name);
    return (...given: unknown[]) => (isCounted ? this.#call(name, method, given) : this.#pass(method, given));
  }

  /** A process that goes on waits for no gate: a run makes hundreds of millions of calls. */
  async #call(name: string, method: Method, given: unknown[]): Promise<unknown> {
    if (this.#gate) await this.#gate;
    try {
      const fault = this.faultOf(name);
      await this.travel();
      const answer = await (fault ? this.#strike(name, fault, method, given) : method(...given));
      await this.comeBack();
      return answer;
    } finally {
      if (this.#gate) await this.#gate;
    }
  }

  async #pass(method: Method, given: unknown[]): Promise<unknown> {
    if (this.#gate) await this.#gate;
    try {
      return await method(...given);
    } finally {
      if (this.#gate) await this.#gate;
    }
  }

  async #strike(name: string, kind: FaultKind, method: Method, given: unknown[]): Promise<unknown> {
    if (kind === 'stalls before') {
      await this.stall();
      return method(...given);
    }
    if (kind === 'dies before') this.die();
    else if (kind !== 'fails before') await method(...given);
    if (kind === 'dies after') this.die();
    throw new Error(`${name} failed for the test`);
  }
}
