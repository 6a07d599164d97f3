/**
 * Which groups of an SQS queue take more than their share of its consumers, by the two measures that AWS gives for fair queues:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
const SHARE = 0.1;
const LEAST_IN_FLIGHT = 30;
/** AWS says "recent" of processing time; what is older than this counts little. */
const RECENT_MS = 300_000;

type Group = { in_flight: number; began_sum: number; spent: number; at: number };

export class FairShare {
  readonly #groups = new Map<string, Group>();
  readonly #began = new Map<number, { group: string; at: number }>();

  began({ id, group }: { id: number; group: string }, now: number): void {
    const of = this.#group(group, now);
    of.in_flight += 1;
    of.began_sum += now;
    this.#began.set(id, { group, at: now });
  }

  /** The message was deleted, or anyone may receive it again. */
  ended(id: number, now: number): void {
    const began = this.#began.get(id);
    if (!began) return;
    this.#began.delete(id);
    const of = this.#group(began.group, now);
    of.in_flight -= 1;
    of.began_sum -= began.at;
    of.spent += now - began.at;
  }

  isNoisy(group: string, now: number): boolean {
    const of = this.#group(group, now);
    const inFlight = this.#began.size;
    if (of.in_flight >= LEAST_IN_FLIGHT && of.in_flight > SHARE * inFlight) return true;
    const all = [...this.#groups.keys()].reduce((sum, each) => sum + this.#time(each, now), 0);
    return this.#time(group, now) > SHARE * all;
  }

  /** Of what is done and what goes on. */
  #time(group: string, now: number): number {
    const { spent, in_flight, began_sum } = this.#group(group, now);
    return spent + in_flight * now - began_sum;
  }

  #group(name: string, now: number): Group {
    const known = this.#groups.get(name) ?? { in_flight: 0, began_sum: 0, spent: 0, at: now };
    const spent = known.spent * Math.exp((known.at - now) / RECENT_MS);
    this.#groups.set(name, Object.assign(known, { spent, at: now }));
    return known;
  }
}
