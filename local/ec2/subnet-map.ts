/** CloudFormation makes the stack's subnets in ministack; the instances run in moto, which has subnets of its own. */
export type Subnet = { id: string; zone: string };

export class SubnetMap {
  readonly #pairs: ReadonlyArray<readonly [stack: string, moto: string]>;

  /** Pairs subnets of the same zone where there are any, and in order otherwise. */
  constructor(stackSubnets: readonly Subnet[], motoSubnets: readonly Subnet[]) {
    this.#pairs = stackSubnets.map((subnet, index) => {
      const partner = motoSubnets.find(({ zone }) => zone === subnet.zone) ?? motoSubnets[index % motoSubnets.length];
      return [subnet.id, partner?.id ?? subnet.id] as const;
    });
  }

  toMoto(form: URLSearchParams): URLSearchParams {
    const ids = new Map(this.#pairs);
    return new URLSearchParams([...form].map(([name, value]): [string, string] => [name, ids.get(value) ?? value]));
  }

  fromMoto(body: string): string {
    return this.#pairs.reduce((text, [stack, moto]) => text.replaceAll(moto, stack), body);
  }
}
