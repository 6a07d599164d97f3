/** Failures of EC2 on demand, in the shapes that EC2 gives them. */
import { z } from 'zod';

/** EC2 reports these inside the answer of an instant fleet, with status 200; every other code refuses the request. */
const FLEET_ERRORS = ['InsufficientInstanceCapacity', 'MaxSpotInstanceCountExceeded', 'VcpuLimitExceeded'];

export const Fault = z.strictObject({
  /** The error code, such as InsufficientInstanceCapacity or RequestLimitExceeded. */
  code: z.string().min(1),
  action: z.string().default('CreateFleet'),
  /** Only calls that ask for this purchase option; both if it is left out. */
  market: z.enum(['spot', 'on-demand']).optional(),
  /** How many instances a fleet gets all the same. */
  granted: z.int().nonnegative().default(0),
  /** How many calls fail before all is well again. */
  times: z.int().positive().default(1),
});
export type Fault = z.infer<typeof Fault>;
export type FaultRequest = z.input<typeof Fault>;

export class Faults {
  #waiting: Fault[] = [];

  inject(fault: FaultRequest): void {
    this.#waiting.push(Fault.parse(fault));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The fault that this call meets, if one waits for it; it is used up. */
  take(form: URLSearchParams): Fault | undefined {
    const index = this.#waiting.findIndex((fault) => meets(fault, form));
    const fault = this.#waiting[index];
    if (fault && --fault.times === 0) this.#waiting.splice(index, 1);
    return fault;
  }
}

export const isFleetError = (fault: Fault) => FLEET_ERRORS.includes(fault.code);

export const marketOf = (form: URLSearchParams) =>
  form.get('TargetCapacitySpecification.DefaultTargetCapacityType') === 'spot' ? 'spot' : 'on-demand';

function meets(fault: Fault, form: URLSearchParams): boolean {
  if (fault.action !== form.get('Action')) return false;
  return fault.market === undefined || fault.market === marketOf(form);
}
