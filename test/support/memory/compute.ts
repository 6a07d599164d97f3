import type { Market } from '../../../core/contracts/settings.ts';
import type { Clock, Compute, LaunchedInstance, LaunchOutcome, LiveInstance } from '../../../core/ports.ts';

type Request = { count: number; market: Market; token: string };
/** How a launch is answered: `granted` instances at most, and errors beside them. */
export type Answer = { granted: number; errors?: LaunchOutcome['errors'] };

/** An account's EC2, which gives what it is asked for unless the test says what it can give. */
export class MemoryCompute implements Compute {
  readonly #clock: Clock;
  readonly #live = new Map<string, LiveInstance>();
  readonly #outcomes = new Map<string, LaunchOutcome>();
  readonly requests: Request[] = [];
  readonly terminated: string[] = [];
  /** For the next launches, in order; everything is granted when there is none. */
  readonly answers: Answer[] = [];
  #launched = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async launch(request: Request): Promise<LaunchOutcome> {
    const earlier = this.#outcomes.get(request.token);
    if (earlier) return earlier;
    this.requests.push(request);
    const { granted, errors = [] } = this.answers.shift() ?? { granted: request.count };
    const instances = Array.from({ length: Math.min(granted, request.count) }, () => this.#start(request.market));
    const outcome = { instances, errors };
    this.#outcomes.set(request.token, outcome);
    return outcome;
  }

  async list(): Promise<LiveInstance[]> {
    return [...this.#live.values()];
  }

  async terminate(instanceIds: readonly string[]): Promise<void> {
    for (const id of instanceIds) this.#live.delete(id);
    this.terminated.push(...instanceIds);
  }

  /** An instance that nobody of ours launched, or that ended. */
  appear(instance_id: string, launched_at = this.#clock.now().toISOString()): void {
    this.#live.set(instance_id, { instance_id, launched_at });
  }

  vanish(instanceId: string): void {
    this.#live.delete(instanceId);
  }

  #start(market: Market): LaunchedInstance {
    this.#launched += 1;
    const instance_id = `i-${this.#launched}`;
    this.appear(instance_id);
    return { instance_id, instance_type: 'g5.xlarge', market };
  }
}
