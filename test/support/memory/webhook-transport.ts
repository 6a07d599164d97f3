import type { Clock, WebhookResponse, WebhookTransport } from '../../../core/ports.ts';

export type Post = { url: string; headers: Record<string, string>; body: string; at: string };

/** A receiver that answers 200, or what the test says. */
export class MemoryTransport implements WebhookTransport {
  readonly #clock: Clock;
  readonly posts: Post[] = [];
  /** For the next posts, in order; then `usual` for every other. */
  readonly answers: WebhookResponse[] = [];
  usual: WebhookResponse = answered(200);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async post(request: { url: string; headers: Record<string, string>; body: string }): Promise<WebhookResponse> {
    this.posts.push({ ...request, at: this.#clock.now().toISOString() });
    return this.answers.shift() ?? this.usual;
  }
}

export function answered(http_status: number, retry_after?: string): WebhookResponse {
  return { kind: 'answered', http_status, milliseconds: 12.4, ...(retry_after === undefined ? {} : { retry_after }) };
}
