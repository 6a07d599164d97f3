/**
 * What launches of one model's workers came to, and what those showed of their image. Each model has an image of its own, and so a part
 * of the fleet's row.
 */
import type { FleetRow, ModelTrust } from '../contracts/fleet-rows.ts';
import type { FurtherModel } from '../transcript/served-models.ts';

/** @param part of the default model it is the row itself */
export function trustIn(fleet: FleetRow, part: FurtherModel): ModelTrust {
  return (part === undefined ? fleet : fleet.models?.[part]) ?? {};
}

/** Of all models. */
export function trustsIn(fleet: FleetRow): ModelTrust[] {
  return [fleet, ...Object.values(fleet.models ?? {})];
}

/** @param change what is given as undefined is removed */
export function trustChange(
  fleet: FleetRow,
  part: FurtherModel,
  change: Partial<ModelTrust>,
): { set: Partial<FleetRow>; remove: (keyof ModelTrust)[] } {
  if (part === undefined) return { set: known(change), remove: keysOf(change).filter((name) => !change[name]) };
  return { set: { models: { ...fleet.models, [part]: known({ ...trustIn(fleet, part), ...change }) } }, remove: [] };
}

const keysOf = (change: Partial<ModelTrust>) => Object.keys(change) as (keyof ModelTrust)[];

function known(trust: Partial<ModelTrust>): Partial<ModelTrust> {
  return Object.fromEntries(Object.entries(trust).filter(([, value]) => value !== undefined));
}
