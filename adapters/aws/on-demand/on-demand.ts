import { once } from '../clients/once.ts';

type AsyncPort<Port> = { [Name in keyof Port]: (...given: never[]) => Promise<unknown> };

/**
 * A port that is made by its first call, its SDK client loaded with it: what a cold start does not need does not make it
 * longer. Each port has a file of its own, so that a bundle holds only the clients it may need.
 */
export function onDemand<Port extends AsyncPort<Port>>(load: () => Promise<Port>): Port {
  const loaded = once(load);
  const call =
    (name: keyof Port) =>
    async (...given: never[]) =>
      (await loaded())[name](...given);
  return new Proxy({} as Port, { get: (_port, name) => call(name as keyof Port) });
}
