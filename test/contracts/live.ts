/** What every table `live` does, whoever keeps it. */
import { describe, expect, it } from 'vitest';
import { type Connection, type HeldPlace, type LoggedEvent, withoutJob } from '../../core/contracts/live-items.ts';
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
const held = (place: number, until: string): HeldPlace => ({ place, tenant: 'a', until });

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
      await live.endListening(CHANNEL, NOW, 2);
      expect(await live.presence(CHANNEL)).toMatchObject({ listened_until: NOW });
    });

    it('the end of listening is never put off', async () => {
      const live = await makeLive();
      await live.listen(CHANNEL, NOW);
      await live.endListening(CHANNEL, EARLIER, 1);
      await live.endListening(CHANNEL, LATER, 1);
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
      const [mine, another] = [held(0, NOW), { ...held(0, NOW), tenant: 'b' }];
      expect(await live.takePlace(mine, EARLIER)).toBe(true);
      expect(await live.takePlace(another, EARLIER)).toBe(false);
      expect(await live.takePlace(held(1, LATER), EARLIER)).toBe(true);
      expect(await live.heldPlaces(EARLIER)).toEqual([mine, held(1, LATER)]);
      expect(await live.heldPlaces(NOW)).toEqual([held(1, LATER)]);
      expect(await live.takePlace(held(0, LATER), NOW)).toBe(true);
      await live.leavePlace(0);
      expect(await live.heldPlaces(NOW)).toEqual([held(1, LATER)]);
      expect(await live.takePlace(held(0, LATER), NOW)).toBe(true);
    });

    it('a job is forgotten, with all there is of it, and no other', async () => {
      const live = await makeLive();
      for (let seq = 1; seq <= 60; seq += 1) await live.appendEvent(CHANNEL, event(seq));
      await live.appendEvent('job#job-10', event(1));
      await live.listen(CHANNEL, LATER);
      await live.forgetJob('job-1');
      expect([await live.lastEvent(CHANNEL), await live.presence(CHANNEL)]).toEqual([undefined, undefined]);
      expect(await live.lastEvent('job#job-10')).toEqual(event(1));
    });

    it('of a job that is forgotten nothing is left among the states of all jobs but their numbers', async () => {
      const live = await makeLive();
      const ofJob = (seq: number, job_id: string) =>
        event(seq, { job_id, message: `{"seq":${seq},"job":"${job_id}"}` });
      const [first, second, third] = [ofJob(1, 'job-1'), ofJob(2, 'job-2'), ofJob(3, 'job-1')];
      for (const one of [first, second, third]) await live.appendEvent('tenant#a', one);
      // Came second to a number that another job's has.
      expect(await live.appendEvent('tenant#a', ofJob(2, 'job-1'))).toBe(false);
      await live.forgetJob('job-1');
      const { job_id: _, ...left } = { ...first, ...withoutJob(1) };
      const [one, two, three] = await live.eventsAfter('tenant#a', 0);
      expect([one, two]).toEqual([left, second]);
      expect(three).toMatchObject({ seq: 3, message: '{"type":"snapshot","seq":3,"attempt":0,"job":null}' });
      await live.forgetJob('job-1');
    });
  });
}
