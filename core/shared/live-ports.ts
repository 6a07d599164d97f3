/** What is told of jobs while they go on, as the rules see it: logs of events, who listens to them, and the sockets themselves. */
import type { Connection, HeldPlace, LoggedEvent, Presence, StoredTicket } from '../contracts/live-items.ts';

export type LiveLog = {
  /** The last event of a channel; strongly consistent. */
  lastEvent(channel: string): Promise<LoggedEvent | undefined>;
  /** A page of the events beyond a number, in their order; strongly consistent. One that is empty ends the log. */
  eventsAfter(channel: string, seq: number): Promise<LoggedEvent[]>;
  /** False when there is an event of that number. One that names a job is found by it when that is forgotten. */
  appendEvent(channel: string, event: LoggedEvent): Promise<boolean>;
};

export type Presences = {
  /** Strongly consistent. */
  presence(channel: string): Promise<Presence | undefined>;
  /** Somebody begins to listen: until then at least. */
  listen(channel: string, until: string): Promise<void>;
  /** Nobody listens any more from then on, at the latest; nothing happens if somebody began to since `joined` was read. */
  endListening(channel: string, until: string, joined: number): Promise<void>;
};

export type Connections = {
  addConnection(channel: string, connection: Connection): Promise<void>;
  /** All sockets of a channel; strongly consistent. */
  connectionsOf(channel: string): Promise<Connection[]>;
  /** False when it is not joining any more. */
  passOver(channel: string, connectionId: string, seq: number): Promise<boolean>;
  /** False when it was passed over by an event beyond `from`, or is there no more. */
  goLive(channel: string, connectionId: string, at: { from: number; rank: number }): Promise<boolean>;
  /** The channel it was of; undefined when it is gone already. */
  removeConnection(connectionId: string): Promise<string | undefined>;
};

export type Tickets = {
  keepTicket(hash: string, ticket: StoredTicket): Promise<void>;
  /** The ticket, the first time. */
  useTicket(hash: string): Promise<StoredTicket | undefined>;
};

/** Of those who may wait at once. */
export type WaitingPlaces = {
  /** Those that somebody took, did not leave, and may still be at; strongly consistent. */
  heldPlaces(now: string): Promise<HeldPlace[]>;
  /** False when it is held. */
  takePlace(held: HeldPlace, now: string): Promise<boolean>;
  leavePlace(place: number): Promise<void>;
};

export type LiveRemoval = {
  /** Removes everything that was told of a job, in its own channel and in the log of all jobs. */
  forgetJob(jobId: string): Promise<void>;
};

export type Sockets = {
  /** `gone`: nobody is at the other end, any more or yet. */
  post(connectionId: string, message: string): Promise<'sent' | 'gone'>;
  /** Closes it; one that is closed is as good as that. */
  close(connectionId: string): Promise<void>;
};
