import { once } from '../clients/once.ts';

type AsyncPort<Port> = { [Name in keyof Port]: (...given: never[]) => Promise<unknown> };

/**
 * A port that is made by its first call, its SDK client loaded with it: what a cold start does not need does not make it
 * longer. Each port has a file of its own, so that a bundle holds only the clients it may need.
 *
 * @param names all there are, so that the port is an object like any other: it can be spread, joined and awaited
 */
export function onDemand<Port extends AsyncPort<Port>>(
  names: { [Name in keyof Port]: true },
  load: () => Promise<Port>,
): Port {
  const loaded = once(load);
  const call =
    (name: keyof Port) =>
    async (...given: never[]) =>
      (await loaded())[name](...given);
  return Object.fromEntries(Object.keys(names).map((name) => [name, call(name as keyof Port)])) as Port;
}
