/**
 * Whose turn it is to launch, where the models of a stage share its cap: the one with the fewest workers first, and among equals
 * the one whose last launch is longest ago. None gets more than its share of the room that is left while another wants some.
 */
import type { FleetRow } from '../contracts/fleet-rows.ts';
import type { FleetSettings } from '../contracts/settings.ts';
import type { FurtherModel } from '../transcript/served-models.ts';
import { workersAllowed } from './breaker.ts';
import type { Heads } from './count.ts';
import { type Headcount, liveWorkers, workersMissing } from './fleet.ts';
import { isWaiting } from './launch-budget.ts';
import { trustIn } from './trust.ts';

/** `most`: workers that the model may have now. `others`: those that the other models have. */
export type Turn = { model: string; part: FurtherModel; heads: Headcount; most: number; others: number };

export function turnsOf(fleet: FleetRow, heads: Heads, settings: FleetSettings, now: Date): Turn[] {
  const all = [...heads.values()].reduce((sum, one) => sum + liveWorkers(one), 0);
  const room = Math.max(0, settings.max_workers - all);
  const [first = ''] = heads.keys();
  const wanting = [...heads].map(([model, own]) => {
    const part = model === first ? undefined : model;
    const { breaker, backoff } = trustIn(fleet, part);
    const allowed = isWaiting(backoff, all, now) ? 0 : workersAllowed(breaker, now);
    const wants = Math.min(Math.max(0, workersMissing(own, settings)), allowed);
    return { model, part, heads: own, live: liveWorkers(own), allowed, wants, since: fleet.launched?.[model] ?? '' };
  });
  wanting.sort((one, other) => one.live - other.live || one.since.localeCompare(other.since));
  const shares = shareOut(wanting, room);
  return wanting.map(({ model, part, heads: own, live, allowed }) => {
    // One that may have none now takes no room, and why is told all the same.
    const more = allowed === 0 ? settings.max_workers : (shares.get(model) ?? 0);
    return { model, part, heads: own, most: live + more, others: all - live };
  });
}

type Wanting = { model: string; live: number; wants: number };

/** Place by place, each to the one that then has the fewest. */
function shareOut(wanting: readonly Wanting[], room: number): ReadonlyMap<string, number> {
  const shares = new Map(wanting.map(({ model }) => [model, 0]));
  for (let left = room; left > 0; left -= 1) {
    const open = wanting.filter(({ model, wants }) => (shares.get(model) ?? 0) < wants);
    const has = ({ model, live }: Wanting) => live + (shares.get(model) ?? 0);
    const next = open.reduce<Wanting | undefined>(
      (least, one) => (least && has(least) <= has(one) ? least : one),
      undefined,
    );
    if (!next) break;
    shares.set(next.model, (shares.get(next.model) ?? 0) + 1);
  }
  return shares;
}
