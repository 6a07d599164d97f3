/** Sockets that listen, and when each of them has a message. */
import { WebSocket } from 'ws';
import { parseJson } from '../../core/shared/json.ts';
import { LocalStackError } from '../../local/errors.ts';

/** Milliseconds since 1970, finer than `Date` has them. */
export const nowMs = (): number => performance.timeOrigin + performance.now();

type Message = { type?: string; job?: { job_id: string; status: string; updated_at: string } | null } & {
  segments?: { id: number }[];
};
export type Arrival = { at: number; message: Message };
type Waiting = { isIt: (message: Message) => boolean; came: Map<WebSocket, Arrival>; all: () => void };

const LIMIT_MS = 60_000;

export class Listeners {
  readonly #sockets: WebSocket[];
  #waiting: Waiting | undefined;

  private constructor(sockets: WebSocket[]) {
    this.#sockets = sockets;
    for (const socket of sockets) socket.on('message', (data) => this.#heard(socket, String(data)));
  }

  /** @param addresses asked for one after the other, as each may be good for a short time */
  static async open(count: number, addresses: () => Promise<string>): Promise<Listeners> {
    const sockets: WebSocket[] = [];
    while (sockets.length < count) {
      const socket = new WebSocket(await addresses());
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      sockets.push(socket);
    }
    return new Listeners(sockets);
  }

  /** @returns when each of the sockets had the next such message, once all have it */
  async next(what: string, isIt: Waiting['isIt'], cause: () => Promise<unknown>): Promise<Arrival[]> {
    const came: Waiting['came'] = new Map();
    let limit: NodeJS.Timeout | undefined;
    const all = new Promise<void>((resolve, reject) => {
      this.#waiting = { isIt, came, all: resolve };
      const words = () => `gave up on ${what}: ${came.size} of ${this.#sockets.length} sockets have it`;
      limit = setTimeout(() => reject(new LocalStackError(words())), LIMIT_MS);
    });
    await Promise.all([cause(), all]).finally(() => clearTimeout(limit));
    return [...came.values()];
  }

  close(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #heard(socket: WebSocket, data: string): void {
    const at = nowMs();
    const message = parseJson(data) as Message | undefined;
    const waiting = this.#waiting;
    if (!message || !waiting?.isIt(message) || waiting.came.has(socket)) return;
    waiting.came.set(socket, { at, message });
    if (waiting.came.size === this.#sockets.length) waiting.all();
  }
}
