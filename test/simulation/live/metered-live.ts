/** The table `live`, with what DynamoDB would bill for it. */
import type { Connection, LoggedEvent } from '../../../core/contracts/live-items.ts';
import { MemoryLive } from '../../support/memory/live.ts';

/** A unit of DynamoDB on demand: 1 KB written, 4 KB read consistently. One that is refused costs as much. */
const [WRITTEN_BYTES, READ_BYTES] = [1024, 4096];
const SMALL = 1;
/** Each of the items of a transaction counts twice. */
const TRANSACTION_OF_TWO = 4;
const bytesOf = (item: object) => JSON.stringify(item).length;
/** The keys, and the numbers beside the message; a message is ASCII here. */
const EVENT_BYTES = 150;
const eventBytes = (events: readonly LoggedEvent[]) =>
  events.reduce((sum, { message }) => sum + message.length + EVENT_BYTES, 0);

export class MeteredLive extends MemoryLive {
  readonly units = { written: 0, read: 0 };
  /** Of them, those of events. */
  events_written = 0;
  on_connection: (channel: string, connection: Connection) => void = () => {};

  override async lastEvent(channel: string): Promise<LoggedEvent | undefined> {
    const last = await super.lastEvent(channel);
    this.#read(eventBytes(last ? [last] : []));
    return last;
  }

  override async eventsAfter(channel: string, seq: number): Promise<LoggedEvent[]> {
    const events = await super.eventsAfter(channel, seq);
    this.#read(eventBytes(events));
    return events;
  }

  override appendEvent(channel: string, event: LoggedEvent): Promise<boolean> {
    this.units.written += Math.ceil(eventBytes([event]) / WRITTEN_BYTES);
    this.events_written += 1;
    return super.appendEvent(channel, event);
  }

  override presence(channel: string) {
    this.#read(SMALL);
    return super.presence(channel);
  }

  override listen(channel: string, until: string): Promise<void> {
    this.units.written += SMALL;
    return super.listen(channel, until);
  }

  override endListening(channel: string, until: string, joined: number): Promise<void> {
    this.units.written += SMALL;
    return super.endListening(channel, until, joined);
  }

  override async addConnection(channel: string, connection: Connection): Promise<void> {
    this.units.written += TRANSACTION_OF_TWO;
    await super.addConnection(channel, connection);
    this.on_connection(channel, connection);
  }

  override async connectionsOf(channel: string): Promise<Connection[]> {
    const found = await super.connectionsOf(channel);
    this.#read(found.reduce((sum, connection) => sum + bytesOf(connection), 0));
    return found;
  }

  override passOver(channel: string, id: string, seq: number): Promise<boolean> {
    this.units.written += SMALL;
    return super.passOver(channel, id, seq);
  }

  override goLive(channel: string, id: string, at: { from: number; rank: number }): Promise<boolean> {
    this.units.written += SMALL;
    return super.goLive(channel, id, at);
  }

  override removeConnection(id: string): Promise<string | undefined> {
    this.#read(SMALL);
    this.units.written += 2 * SMALL;
    return super.removeConnection(id);
  }

  override keepTicket(...given: Parameters<MemoryLive['keepTicket']>): Promise<void> {
    this.units.written += SMALL;
    return super.keepTicket(...given);
  }

  override useTicket(hash: string) {
    this.units.written += SMALL;
    return super.useTicket(hash);
  }

  #read(bytes: number): void {
    this.units.read += Math.max(1, Math.ceil(bytes / READ_BYTES));
  }
}
