import type { WebhookResponse, WebhookTransport } from '../../../core/shared/ports.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';
import type { Random } from '../random.ts';
import type { Rates } from '../rates.ts';

export type ReceiversOptions = {
  clock: VirtualClock;
  random: Random;
  rates: Pick<Rates, 'receiver_down' | 'receiver_error' | 'receiver_answer_lost' | 'receiver_stuck'>;
  count: number;
  /** Told of each webhook that reached its receiver. */
  on_webhook(post: { webhook_id: string; body: string; acknowledged: boolean }): void;
};

type Outage = { from: number; until: number };

const TIMEOUT_MS = 15_000;
const HOUR_MS = 3_600_000;
const LONGEST_OUTAGE_HOURS = 8;
const FIRST_OUTAGE_HOURS = 1;
const NEXT_OUTAGE_HOURS = 24;

/** The clients' servers: some are down for hours, some slow, some answer with errors, some lose their answers, some hold a sender for ever. */
export class Receivers implements WebhookTransport {
  readonly #options: ReceiversOptions;
  readonly #outages: (Outage | undefined)[];

  constructor(options: ReceiversOptions) {
    const { random, rates, count } = options;
    this.#options = options;
    this.#outages = Array.from({ length: count }, () =>
      random.chance(rates.receiver_down) ? this.#outage(FIRST_OUTAGE_HOURS) : undefined,
    );
  }

  /** The address of one of them. */
  url(): string {
    return `https://receiver-${this.#options.random.below(this.#options.count)}.example/hook`;
  }

  async post({ url, headers, body }: Parameters<WebhookTransport['post']>[0]): Promise<WebhookResponse> {
    const { clock, random, rates, on_webhook } = this.#options;
    const begun = clock.milliseconds();
    const isDown = this.#isDown(url);
    const milliseconds = isDown && random.chance(0.5) ? TIMEOUT_MS : Math.ceil(random.exponential(120));
    await clock.sleep(milliseconds);
    const spent = clock.milliseconds() - begun;
    if (isDown) return { kind: 'unreachable', code: 'timeout', error: 'no answer', milliseconds: spent };
    const http_status = random.chance(rates.receiver_error) ? random.pick([500, 502, 503, 429]) : 200;
    on_webhook({ webhook_id: headers['webhook-id'] ?? '', body, acknowledged: http_status === 200 });
    if (random.chance(rates.receiver_stuck)) await new Promise<never>(() => {});
    if (random.chance(rates.receiver_answer_lost))
      return { kind: 'unreachable', code: 'connection_failed', error: 'reset', milliseconds: spent };
    return { kind: 'answered', http_status, milliseconds: spent };
  }

  #isDown(url: string): boolean {
    const number = Number(/receiver-(\d+)/.exec(url)?.[1]);
    const outage = this.#outages[number];
    const now = this.#options.clock.milliseconds();
    if (outage && outage.until < now) this.#outages[number] = this.#outage(NEXT_OUTAGE_HOURS);
    return outage !== undefined && outage.from <= now && now < outage.until;
  }

  /** @param inHours how long until it begins, on average */
  #outage(inHours: number): Outage {
    const { clock, random } = this.#options;
    const from = clock.milliseconds() + random.exponential(inHours * HOUR_MS);
    return { from, until: from + random.between(0.2, LONGEST_OUTAGE_HOURS) * HOUR_MS };
  }
}
