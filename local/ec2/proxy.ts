/** What the Lambdas take for EC2: moto, with the stack's subnet ids, faults on demand and idempotent fleets. */
import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../processes/http.ts';
import { emptyFleet, partialFleet, refusal, smallerFleet } from './answers.ts';
import { type Fault, type Faults, isFleetError } from './faults.ts';
import { SubnetMap } from './subnet-map.ts';

export class Ec2Proxy {
  readonly #motoUrl: string;
  readonly #faults: Faults;
  #subnets = new SubnetMap([], []);
  /** moto stores client tokens and ignores them; EC2 gives the first answer again. */
  readonly #fleets = new Map<string, Promise<HttpAnswer>>();

  constructor(motoUrl: string, faults: Faults) {
    this.#motoUrl = motoUrl;
    this.#faults = faults;
  }

  useSubnets(subnets: SubnetMap): void {
    this.#subnets = subnets;
  }

  async answer(request: IncomingMessage, body: string): Promise<HttpAnswer> {
    const form = new URLSearchParams(body);
    const token = form.get('Action') === 'CreateFleet' ? form.get('ClientToken') : null;
    return token ? this.#once(token, () => this.#answer(request, form)) : this.#answer(request, form);
  }

  async #once(token: string, ask: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const answer = this.#fleets.get(token) ?? ask();
    this.#fleets.set(token, answer);
    const forget = () => this.#fleets.delete(token);
    await answer.then(({ status }) => status === 200 || forget(), forget);
    return answer;
  }

  #answer(request: IncomingMessage, form: URLSearchParams): Promise<HttpAnswer> {
    const fault = this.#faults.take(form);
    return fault ? this.#answerWithFault(fault, request, form) : this.#forward(request, form);
  }

  async #answerWithFault(fault: Fault, request: IncomingMessage, form: URLSearchParams): Promise<HttpAnswer> {
    if (!isFleetError(fault)) return refusal(fault);
    if (fault.granted === 0) return emptyFleet(fault, form);
    return partialFleet(await this.#forward(request, smallerFleet(form, fault.granted)), fault, form);
  }

  async #forward(request: IncomingMessage, form: URLSearchParams): Promise<HttpAnswer> {
    const response = await fetch(this.#motoUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
        // moto reads the region from it and checks nothing else.
        authorization: request.headers.authorization ?? '',
      },
      body: this.#subnets.toMoto(form).toString(),
    });
    const type = response.headers.get('content-type') ?? 'text/xml';
    return { status: response.status, type, body: this.#subnets.fromMoto(await response.text()) };
  }
}
