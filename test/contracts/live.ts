/** What every table `live` does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import type { Connection, LoggedEvent } from '../../core/contracts/live-items.ts';
import type {
  Connections,
  LiveLog,
  LiveRemoval,
  Presences,
  Tickets,
  WaitingPlaces,
} from '../../core/shared/live-ports.ts';

type Live = LiveLog & Presences & Connections & Tickets & WaitingPlaces & LiveRemoval;

const event = (seq: number, changes: Partial<LoggedEvent> = {}): LoggedEvent => ({
  seq,
  attempt: 1,
  rank: 2,
  told: 0,
  type: 'state',
  message: `{"seq":${seq}}`,
  expires_at: 2_000_000_000,
  ...changes,
});
const connection = (connection_id: string): Connection => ({
  connection_id,
  tenant: 'a',
  job_id: 'job-1',
  state: 'joining',
  expires_at: 2_000_000_000,
});
const [EARLIER, NOW, LATER] = ['2026-11-01T10:00:00.000Z', '2026-11-01T10:01:00.000Z', '2026-11-01T10:02:00.000Z'];
const CHANNEL = 'job#job-1';

export function defineLiveContract(name: string, makeLive: () => Promise<Live>): void {
  describe(`the table live of ${name}`, () => {
    it('a log is read in its order, from any event on, and knows its last', async () => {
      const live = await makeLive();
      expect(await live.lastEvent(CHANNEL)).toBeUndefined();
      for (const seq of [1, 2, 10, 3]) expect(await live.appendEvent(CHANNEL, event(seq))).toBe(true);
      await live.appendEvent('job#job-10', event(7));
      await live.listen(CHANNEL, LATER);
      await live.addConnection(CHANNEL, connection('c1'));
      expect((await live.eventsAfter(CHANNEL, 1)).map(({ seq }) => seq)).toEqual([2, 3, 10]);
      expect(await live.lastEvent(CHANNEL)).toEqual(event(10));
      expect(await live.eventsAfter(CHANNEL, 10)).toEqual([]);
    });

    it('a number is given once', async () => {
      const live = await makeLive();
      await live.appendEvent(CHANNEL, event(1, { message: 'first' }));
      expect(await live.appendEvent(CHANNEL, event(1, { message: 'second' }))).toBe(false);
      expect((await live.lastEvent(CHANNEL))?.message).toBe('first');
    });

    it('who listens longest counts, and all who began are counted', async () => {
      const live = await makeLive();
      expect(await live.presence(CHANNEL)).toBeUndefined();
      await live.listen(CHANNEL, LATER);
      await live.listen(CHANNEL, NOW);
      expect(await live.presence(CHANNEL)).toEqual({ listened_until: LATER, joined: 2 });
    });

    it('listening ends, unless somebody began meanwhile', async () => {
      const live = await makeLive();
      await live.listen(CHANNEL, LATER);
      await live.listen(CHANNEL, LATER);
      await live.endListening(CHANNEL, EARLIER, 1);
      expect(await live.presence(CHANNEL)).toMatchObject({ listened_until: LATER });
      await live.endListening(CHANNEL, EARLIER, 2);
      expect(await live.presence(CHANNEL)).toMatchObject({ listened_until: EARLIER });
    });

    it('a connection joins, and is live from its place on', async () => {
      const live = await makeLive();
      await live.addConnection(CHANNEL, connection('c1'));
      await live.addConnection('tenant#a', connection('c2'));
      expect(await live.connectionsOf(CHANNEL)).toEqual([connection('c1')]);
      expect(await live.goLive(CHANNEL, 'c1', { from: 3, rank: 2 })).toBe(true);
      expect(await live.connectionsOf(CHANNEL)).toEqual([{ ...connection('c1'), state: 'live', from: 3, rank: 2 }]);
      expect(await live.passOver(CHANNEL, 'c1', 4)).toBe(false);
    });

    it('one that was passed over is live only beyond that', async () => {
      const live = await makeLive();
      await live.addConnection(CHANNEL, connection('c1'));
      expect(await live.passOver(CHANNEL, 'c1', 4)).toBe(true);
      expect(await live.goLive(CHANNEL, 'c1', { from: 3, rank: 2 })).toBe(false);
      expect(await live.goLive(CHANNEL, 'c1', { from: 4, rank: 2 })).toBe(true);
    });

    it('a connection is removed by its id alone, and once', async () => {
      const live = await makeLive();
      await live.addConnection(CHANNEL, connection('c1'));
      expect(await live.removeConnection('c1')).toBe(CHANNEL);
      expect(await live.removeConnection('c1')).toBeUndefined();
      expect(await live.connectionsOf(CHANNEL)).toEqual([]);
      expect(await live.goLive(CHANNEL, 'c1', { from: 0, rank: 0 })).toBe(false);
      expect(await live.passOver(CHANNEL, 'c1', 4)).toBe(false);
    });

    it('a ticket is good once', async () => {
      const live = await makeLive();
      const ticket = { tenant: 'a', job_id: 'job-1', valid_until: LATER, expires_at: 2_000_000_000 };
      await live.keepTicket('hash', ticket);
      expect(await live.useTicket('another')).toBeUndefined();
      expect(await live.useTicket('hash')).toEqual(ticket);
      expect(await live.useTicket('hash')).toBeUndefined();
    });

    it('a place is held by one, until it is left or its time is over', async () => {
      const live = await makeLive();
      expect(await live.takePlace(0, EARLIER, NOW)).toBe(true);
      expect(await live.takePlace(0, EARLIER, NOW)).toBe(false);
      expect(await live.takePlace(1, EARLIER, NOW)).toBe(true);
      expect(await live.takePlace(0, NOW, LATER)).toBe(true);
      await live.leavePlace(0);
      expect(await live.takePlace(0, NOW, LATER)).toBe(true);
    });

    it('a channel is forgotten, with all there is of it, and no other', async () => {
      const live = await makeLive();
      for (let seq = 1; seq <= 60; seq += 1) await live.appendEvent(CHANNEL, event(seq));
      await live.appendEvent('job#job-10', event(1));
      await live.listen(CHANNEL, LATER);
      await live.forgetChannel(CHANNEL);
      expect([await live.lastEvent(CHANNEL), await live.presence(CHANNEL)]).toEqual([undefined, undefined]);
      expect(await live.lastEvent('job#job-10')).toEqual(event(1));
    });
  });
}
