import type { Clock, WebhookResponse, WebhookTransport } from '../../../core/shared/ports.ts';

export type Post = { url: string; headers: Record<string, string>; body: string; at: string };

/** A receiver that answers 200, or what the test says. */
export class MemoryTransport implements WebhookTransport {
  readonly #clock: Clock;
  readonly posts: Post[] = [];
  /** For the next posts, in order; then `usual` for every other. */
  readonly answers: WebhookResponse[] = [];
  usual: WebhookResponse = answered(200);
  /** Receivers that are not like the others, by origin: what they answer, and how long they take. */
  readonly receivers = new Map<string, { answer?: WebhookResponse; seconds?: number }>();
  /** Posts to each origin that have begun and not ended. */
  readonly underWay = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async post(request: { url: string; headers: Record<string, string>; body: string }): Promise<WebhookResponse> {
    this.posts.push({ ...request, at: this.#clock.now().toISOString() });
    const { origin } = new URL(request.url);
    const { answer, seconds = 0 } = this.receivers.get(origin) ?? {};
    this.underWay.set(origin, (this.underWay.get(origin) ?? 0) + 1);
    if (seconds > 0) await this.#clock.sleep(seconds * 1000);
    this.underWay.set(origin, (this.underWay.get(origin) ?? 0) - 1);
    const response = answer ?? this.answers.shift() ?? this.usual;
    return seconds > 0 ? { ...response, milliseconds: seconds * 1000 } : response;
  }
}

export function answered(http_status: number, retry_after?: string): WebhookResponse {
  return { kind: 'answered', http_status, milliseconds: 12.4, ...(retry_after === undefined ? {} : { retry_after }) };
}

export function unreachable(error = 'the connection failed (ECONNREFUSED)'): WebhookResponse {
  return { kind: 'unreachable', code: 'connection_failed', error, milliseconds: 2 };
}
