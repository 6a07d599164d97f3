import {
  type Connection,
  type HeldPlace,
  jobChannel,
  type LoggedEvent,
  type Presence,
  type StoredTicket,
  withoutJob,
} from '../../../core/contracts/live-items.ts';
import type {
  Connections,
  LiveLog,
  LiveRemoval,
  Presences,
  Tickets,
  WaitingPlaces,
} from '../../../core/shared/live-ports.ts';

type Channel = { events: LoggedEvent[]; presence?: Presence; connections: Map<string, Connection> };

/** The table `live` in memory. */
export class MemoryLive implements LiveLog, Presences, Connections, Tickets, WaitingPlaces, LiveRemoval {
  readonly #channels = new Map<string, Channel>();
  readonly #channelOf = new Map<string, string>();
  readonly #tickets = new Map<string, StoredTicket>();
  readonly #places = new Map<number, HeldPlace>();
  /** Told of every event that was added. */
  on_event: ((channel: string, event: LoggedEvent) => void) | undefined;
  /** A page of events has so many at most. */
  page = 100;

  async lastEvent(channel: string): Promise<LoggedEvent | undefined> {
    return this.events(channel).at(-1);
  }

  async eventsAfter(channel: string, seq: number): Promise<LoggedEvent[]> {
    return this.events(channel)
      .filter((event) => event.seq > seq)
      .slice(0, this.page);
  }

  async appendEvent(channel: string, event: LoggedEvent): Promise<boolean> {
    const { events } = this.#channel(channel);
    if (events.some(({ seq }) => seq === event.seq)) return false;
    events.push(event);
    events.sort((one, other) => one.seq - other.seq);
    this.on_event?.(channel, event);
    return true;
  }

  async presence(channel: string): Promise<Presence | undefined> {
    return this.#channel(channel).presence;
  }

  async listen(channel: string, until: string): Promise<void> {
    const { listened_until = until, joined = 0 } = this.#channel(channel).presence ?? {};
    const later = until > listened_until ? until : listened_until;
    this.#channel(channel).presence = { listened_until: later, joined: joined + 1 };
  }

  async endListening(channel: string, until: string, joined: number): Promise<void> {
    const found = this.#channel(channel).presence;
    if (found?.joined !== joined || found.listened_until <= until) return;
    this.#channel(channel).presence = { ...found, listened_until: until };
  }

  async addConnection(channel: string, connection: Connection): Promise<void> {
    this.#channel(channel).connections.set(connection.connection_id, connection);
    this.#channelOf.set(connection.connection_id, channel);
  }

  async connectionsOf(channel: string): Promise<Connection[]> {
    return [...this.#channel(channel).connections.values()];
  }

  async passOver(channel: string, id: string, seq: number): Promise<boolean> {
    const found = this.#channel(channel).connections.get(id);
    if (found?.state !== 'joining') return false;
    this.#channel(channel).connections.set(id, { ...found, passed_over: seq });
    return true;
  }

  async goLive(channel: string, id: string, { from, rank }: { from: number; rank: number }): Promise<boolean> {
    const found = this.#channel(channel).connections.get(id);
    if (!found || (found.passed_over ?? 0) > from) return false;
    this.#channel(channel).connections.set(id, { ...found, state: 'live', from, rank });
    return true;
  }

  async removeConnection(id: string): Promise<string | undefined> {
    const channel = this.#channelOf.get(id);
    this.#channelOf.delete(id);
    if (channel !== undefined) this.#channel(channel).connections.delete(id);
    return channel;
  }

  async keepTicket(hash: string, ticket: StoredTicket): Promise<void> {
    this.#tickets.set(hash, ticket);
  }

  async useTicket(hash: string): Promise<StoredTicket | undefined> {
    const ticket = this.#tickets.get(hash);
    this.#tickets.delete(hash);
    return ticket;
  }

  async heldPlaces(now: string): Promise<HeldPlace[]> {
    return [...this.#places.values()].filter(({ until }) => until > now);
  }

  async takePlace(held: HeldPlace, now: string): Promise<boolean> {
    const before = this.#places.get(held.place);
    if (before !== undefined && before.until > now) return false;
    this.#places.set(held.place, held);
    return true;
  }

  async leavePlace(place: number): Promise<void> {
    this.#places.delete(place);
  }

  async forgetJob(jobId: string): Promise<void> {
    this.#channels.delete(jobChannel(jobId));
    for (const channel of this.#channels.values()) {
      if (!channel.events.some(({ job_id }) => job_id === jobId)) continue;
      channel.events = channel.events.map((event) => {
        const { job_id, ...rest } = event;
        return job_id === jobId ? { ...rest, ...withoutJob(event.seq) } : event;
      });
    }
  }

  /** What is over is gone, as the table's time to live has it in the end. */
  expire(now: Date): void {
    const isThere = ({ expires_at = Number.POSITIVE_INFINITY }: LoggedEvent) => expires_at * 1000 > now.getTime();
    for (const channel of this.#channels.values()) channel.events = channel.events.filter(isThere);
  }

  /** All events that were kept of a channel. */
  events(channel: string): LoggedEvent[] {
    return this.#channel(channel).events;
  }

  #channel(name: string): Channel {
    const found = this.#channels.get(name) ?? { events: [], connections: new Map() };
    this.#channels.set(name, found);
    return found;
  }
}
