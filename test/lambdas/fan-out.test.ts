import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { EVENT_ITEMS, LIVE_TABLE } from '../../core/contracts/live-items.ts';
import { fanOut } from '../../lambdas/fan-out/fan-out.ts';
import { changesIn } from '../../lambdas/fan-out/stream-records.ts';
import { MemoryLog } from '../support/memory/log.ts';
import { makeJob } from '../support/records.ts';
import { makeWorld } from '../support/world.ts';

const record = (after: object | undefined, before?: object) =>
  ({
    dynamodb: {
      Keys: marshall({ key: 'of the record' }),
      ...(after && { NewImage: marshall(after, { removeUndefinedValues: true }) }),
      ...(before && { OldImage: marshall(before, { removeUndefinedValues: true }) }),
    },
  }) as DynamoDBRecord;

const event = (seq: number) => ({ seq, attempt: 1, rank: 2, told: 0, type: 'state', message: `{"seq":${seq}}` });
const inChannel = (channel: string, item: string, fields: object) => ({
  [LIVE_TABLE.partition]: channel,
  [LIVE_TABLE.sort]: item,
  ...fields,
});
const eventIn = (channel: string, seq: number) => record(inChannel(channel, `${EVENT_ITEMS}${seq}`, event(seq)));
const connection = { connection_id: 'c', tenant: 'a', state: 'joining' };

describe('the records of the streams', () => {
  it('are events by their channels, in their order, sockets that opened, and changes of jobs', () => {
    const [before, job] = [makeJob(), makeJob({ status: 'processing', attempt: 1 })];
    const log = new MemoryLog();
    const Records = [
      eventIn('job#1', 1),
      record(job, before),
      eventIn('tenant#a', 7),
      eventIn('job#1', 2),
      record(inChannel('job#1', 'connection#c', connection)),
      record(job),
    ];
    const changes = changesIn({ Records }, log);
    expect([...changes.events]).toEqual([
      ['job#1', [event(1), event(2)]],
      ['tenant#a', [event(7)]],
    ]);
    expect(changes.connections).toEqual([connection]);
    expect(changes.jobs).toMatchObject([{ before: { status: before.status }, job: { status: 'processing' } }, { job }]);
    expect(changes.jobs[1]?.before).toBeUndefined();
    expect(log.lines).toEqual([]);
  });

  it.each([
    ['a job that says nothing of itself', { kind: 'job' }],
    ['an item that is neither', inChannel('job#1', 'event#1', { seq: 'one' })],
  ])('which cannot be read are logged by their keys, and hold up no other: %s', (_what, item) => {
    const log = new MemoryLog();
    const changes = changesIn({ Records: [record(item), record(undefined), eventIn('job#1', 2)] }, log);
    expect([...changes.events.keys()]).toEqual(['job#1']);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { keys: { key: { S: 'of the record' } } } }]);
  });
});

describe('what is told', () => {
  it('to one channel is held up by no other that fails, whose sockets are closed', async () => {
    const world = makeWorld();
    const [sent, closed]: [string[], string[]] = [[], []];
    const sockets = {
      async post(id: string) {
        sent.push(id);
        return 'sent' as const;
      },
      close: async (id: string) => void closed.push(id),
    };
    for (const channel of ['job#1', 'job#2']) {
      await world.live.listen(channel, '2999-01-01T00:00:00.000Z');
      const of = { connection_id: `socket of ${channel}`, tenant: 'a', state: 'live', from: 0 } as const;
      await world.live.addConnection(channel, of);
    }
    const { connectionsOf } = world.live;
    let failures = 1;
    world.live.connectionsOf = (channel) => {
      if (channel === 'job#1' && failures-- > 0) return Promise.reject(new Error('throttled'));
      return connectionsOf.call(world.live, channel);
    };
    const Records = [eventIn('job#1', 1), eventIn('job#2', 1)];
    await fanOut({ ...world, sockets }, changesIn({ Records }, world.log));
    expect([sent, closed]).toEqual([['socket of job#2'], ['socket of job#1']]);
    expect(world.log.at('error')).toEqual(['listeners were not told of something, and their sockets are closed']);
  });
});
