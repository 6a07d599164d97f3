import type { Market } from '../../../core/contracts/settings.ts';
import type {
  Clock,
  Compute,
  LaunchedInstance,
  LaunchOutcome,
  LaunchRequest,
  LiveInstance,
} from '../../../core/shared/ports.ts';

/** How a launch is answered: `granted` instances at most, of these types, and errors beside them. */
export type Answer = { granted: number; instance_types?: readonly string[]; errors?: LaunchOutcome['errors'] };

/** An account's EC2, which gives what it is asked for unless the test says what it can give. */
export class MemoryCompute implements Compute {
  readonly #clock: Clock;
  readonly #live = new Map<string, LiveInstance>();
  readonly #decide: (request: LaunchRequest) => Answer;
  readonly #outcomes = new Map<string, { request: LaunchRequest; outcome: LaunchOutcome }>();
  readonly requests: LaunchRequest[] = [];
  readonly terminated: string[] = [];
  /** For the next launches, in order; everything is granted when there is none. */
  readonly answers: Answer[] = [];
  #launched = 0;

  /** @param decide answers the launches that no test wrote an answer for; all is granted by default */
  constructor(clock: Clock, decide: (request: LaunchRequest) => Answer = ({ count }) => ({ granted: count })) {
    this.#clock = clock;
    this.#decide = decide;
  }

  async launch(request: LaunchRequest): Promise<LaunchOutcome> {
    const earlier = this.#outcomes.get(request.token);
    if (earlier) return isSame(earlier.request, request) ? earlier.outcome : MISMATCH;
    this.requests.push(request);
    const { granted, instance_types = [], errors = [] } = this.answers.shift() ?? this.#decide(request);
    const instances = Array.from({ length: Math.min(granted, request.count) }, (_, number) =>
      this.#start(request.market, instance_types[number]),
    );
    const outcome = { instances, errors };
    this.#outcomes.set(request.token, { request, outcome });
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
  appear(
    instance_id: string,
    launched_at = this.#clock.now().toISOString(),
    market: Market = 'spot',
    instance_type = 'g5.xlarge',
  ): void {
    this.#live.set(instance_id, { instance_id, launched_at, instance_type, market });
  }

  vanish(instanceId: string): void {
    this.#live.delete(instanceId);
  }

  #start(market: Market, instance_type = 'g5.xlarge'): LaunchedInstance {
    this.#launched += 1;
    const instance_id = `i-${this.#launched}`;
    this.appear(instance_id, this.#clock.now().toISOString(), market, instance_type);
    return { instance_id, instance_type, market };
  }
}

const MISMATCH: LaunchOutcome = {
  instances: [],
  errors: [{ code: 'IdempotentParameterMismatch', message: 'the client token was used with other parameters' }],
};

function isSame(one: LaunchRequest, other: LaunchRequest): boolean {
  return one.count === other.count && one.market === other.market;
}
