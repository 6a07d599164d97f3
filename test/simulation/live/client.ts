/** A client that listens to one job: opens a socket with a ticket, breaks off and comes again until it has all of it. */

import { leaveSocket } from '../../../core/live/presence.ts';
import { admitSocket, giveTicket } from '../../../core/live/ticket.ts';
import type { Random } from '../random.ts';
import { Heard } from './heard.ts';
import type { LiveService } from './service.ts';

const PING_MS = 300_000;
/** From the end of a socket to `$disconnect`. */
const TO_NOTICE_MS = 50;
/** What may follow the end of a job: its last words, on their way. */
const AFTER_THE_END_MS = 60_000;

export class Client {
  readonly heard: Heard;
  readonly #service: LiveService;
  readonly #random: Random;
  readonly #jobId: string;
  #sockets = 0;

  constructor(service: LiveService, jobId: string) {
    this.#service = service;
    this.#jobId = jobId;
    this.#random = service.random.fork(`client of ${jobId}`);
    this.heard = new Heard(jobId, service.segments.length, service.violations);
  }

  async listen(): Promise<void> {
    const { clock, options } = this.#service;
    for (let isLast = false; !this.heard.isOver && !isLast; ) {
      // The last socket holds until all of it should be there.
      isLast = this.#service.hasEnded(this.#jobId);
      await this.#openOne(isLast ? AFTER_THE_END_MS : this.#random.exponential(options.socket_seconds * 1000));
      if (!this.heard.isOver) await clock.sleep(this.#random.exponential(options.away_seconds * 1000));
    }
    this.heard.end();
  }

  async #openOne(milliseconds: number): Promise<void> {
    const { clock, gateway, tenant } = this.#service;
    const whom = { tenant, job_id: this.#jobId };
    const { ticket } = await this.#service.api((deps) => giveTicket(deps, whom, 'wss://sockets.example/live'));
    this.#sockets += 1;
    const id = `${this.#jobId}/${this.#sockets}`;
    const after = this.heard.seq === undefined ? {} : { after: String(this.heard.seq) };
    await this.#service.socket((deps) => admitSocket(deps, id, { job_id: this.#jobId, ticket, ...after }));
    await this.#hold(id, clock.milliseconds() + milliseconds);
    gateway.leave(id);
    await clock.sleep(this.#random.exponential(TO_NOTICE_MS));
    await this.#service.socket((deps) => leaveSocket(deps, id));
  }

  /** Until it has all, the service closes it, or it breaks off. */
  #hold(id: string, until: number): Promise<void> {
    const { clock, gateway } = this.#service;
    return new Promise((resolve) => {
      const pinging = () => {
        gateway.received();
        void this.#service.socket((deps) => deps.sockets.post(id, '{"type":"pong"}'));
        stopPinging = clock.at(clock.milliseconds() + PING_MS, pinging);
      };
      let stopPinging = clock.at(clock.milliseconds() + PING_MS, pinging);
      const calledOff = clock.at(until, () => end());
      const end = () => {
        stopPinging();
        calledOff();
        resolve();
      };
      const take = (message: string) => {
        const said = JSON.parse(message);
        if (said.type !== 'pong') this.heard.take(said);
        if (this.heard.isOver) end();
      };
      gateway.open(id, take, end);
    });
  }
}
