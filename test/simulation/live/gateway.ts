/** API Gateway with its sockets: who is at the other end, what is sent, and for how long each was open. */
import type { Sockets } from '../../../core/shared/live-ports.ts';
import type { VirtualClock } from '../../support/memory/clock.ts';

/** What counts as one message. */
const MESSAGE_BYTES = 32_768;

type Open = { since: number; take: (message: string) => void; closed: () => void };

export class Gateway implements Sockets {
  readonly #clock: VirtualClock;
  readonly #open = new Map<string, Open>();
  messages = 0;
  bytes = 0;
  most = 0;
  #milliseconds = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** Minutes of sockets that were closed. */
  get minutes(): number {
    return this.#milliseconds / 60_000;
  }

  /** Its opening was answered: from now on it can be posted to. */
  open(id: string, take: Open['take'], closed: Open['closed']): void {
    this.#open.set(id, { since: this.#clock.milliseconds(), take, closed });
    this.most = Math.max(this.most, this.#open.size);
  }

  /** A client that sends something. */
  received(): void {
    this.messages += 1;
  }

  /** The client is gone. @returns false if the service was first */
  leave(id: string): boolean {
    const found = this.#open.get(id);
    if (!found) return false;
    this.#milliseconds += this.#clock.milliseconds() - found.since;
    return this.#open.delete(id);
  }

  async post(id: string, message: string): Promise<'sent' | 'gone'> {
    const found = this.#open.get(id);
    if (!found) return 'gone';
    this.messages += Math.ceil(message.length / MESSAGE_BYTES);
    this.bytes += message.length;
    found.take(message);
    return 'sent';
  }

  async close(id: string): Promise<void> {
    const found = this.#open.get(id);
    if (this.leave(id)) found?.closed();
  }
}
