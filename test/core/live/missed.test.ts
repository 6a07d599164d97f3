/** What a listener would miss: events that cannot be written, runs that are lost, logs that are forgotten. */
import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { type Connection, channelOf, type LoggedEvent } from '../../../core/contracts/live-items.ts';
import { cancel, claim } from '../../../core/job/job.ts';
import { joinSocket } from '../../../core/live/join.ts';
import { LINGER_SECONDS, leaveSocket } from '../../../core/live/presence.ts';
import { sendEvents, tellChange } from '../../../core/live/send.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { rowAfter } from '../../../core/shared/table.ts';
import { LiveListener } from '../../support/live-listener.ts';
import { makeInstance } from '../../support/records.ts';
import { givenQueuedJob, jobIn, makeWorld } from '../../support/world.ts';

const TENANT = 'default';

async function makeService() {
  const world = makeWorld();
  const { job_id } = await givenQueuedJob(world);
  const open = new Map<string, LiveListener>();
  let opened = 0;
  const nextId = () => {
    opened += 1;
    return `c${opened}`;
  };
  const sockets = {
    async post(id: string, message: string) {
      open.get(id)?.take(JSON.parse(message));
      return open.has(id) ? ('sent' as const) : ('gone' as const);
    },
    close: async (id: string) => void open.delete(id),
  };
  const deps = { ...world, sockets };
  const added: [string, LoggedEvent][] = [];
  world.live.on_event = (channel, event) => void added.push([channel, event]);

  const connectionOf = (listener: LiveListener, whom: { job_id?: string }): Connection => ({
    connection_id: nextId(),
    tenant: TENANT,
    state: 'joining',
    opened_at: world.clock.now().toISOString(),
    ...whom,
    ...(listener.seq !== undefined && { after: listener.seq }),
  });
  return {
    world,
    open,
    job_id,
    ofJob: { job_id },
    ofAll: {},
    async connect(listener: LiveListener, whom: { job_id?: string }, joins = true) {
      const connection = connectionOf(listener, whom);
      open.set(connection.connection_id, listener);
      await world.live.addConnection(channelOf(connection), connection);
      if (joins) await joinSocket(deps, connection);
      return connection.connection_id;
    },
    async leave(connection_id: string) {
      open.delete(connection_id);
      await leaveSocket(world, connection_id);
    },
    /** What changes a job, which both streams tell. */
    async change(by: typeof claimed | typeof ended) {
      const before = await jobIn(world, job_id);
      const update = by(before, world.clock.now());
      await world.table.write(update);
      await tellChange(deps, before, rowAfter(before, update));
      for (const [channel, event] of added.splice(0)) await sendEvents(deps, channel, [event]);
    },
  };
}

const claimed = (job: JobRow, now: Date) => claim(job, makeInstance(), now);
const ended = (job: JobRow, now: Date) => cancel(job, jobError('cancelled', 'the client cancelled the job'), now);

it('who comes again after a job that ended while nobody listened is told how it is now, and drops what was told before', async () => {
  const service = await makeService();
  const [listener, another] = [new LiveListener(), new LiveListener()];
  const [id, other] = [await service.connect(listener, service.ofJob), await service.connect(another, service.ofJob)];
  await service.change(claimed);
  for (const one of [id, other]) await service.leave(one);
  await service.world.clock.advance(LINGER_SECONDS + 1);
  await service.change(ended);
  const known = listener.messages.length;
  await Promise.all([listener, another].map((one) => service.connect(one, service.ofJob)));
  for (const { messages } of [listener, another])
    expect(messages.slice(known)).toMatchObject([{ type: 'snapshot', job: { status: 'cancelled' } }]);
});

describe.each(['ofJob', 'ofAll'] as const)('a socket %s', (whom) => {
  it('is closed when a change cannot be written, and comes to know of it when it comes again', async () => {
    const service = await makeService();
    const listener = new LiveListener();
    await service.connect(listener, service[whom]);
    const { appendEvent } = service.world.live;
    service.world.live.appendEvent = () => Promise.reject(new Error('the table is away'));
    await service.change(claimed);
    expect(service.open.size).toBe(0);
    expect(service.world.log.lines.filter(({ level }) => level === 'error')).not.toEqual([]);

    service.world.live.appendEvent = appendEvent;
    const known = listener.messages.length;
    await service.connect(listener, service[whom]);
    const told = whom === 'ofJob' ? { type: 'state', job: { status: 'processing' } } : { type: 'snapshot', job: null };
    expect(listener.messages.slice(known).at(-1)).toMatchObject(told);
  });

  it('whose joining was lost is closed with the first event that comes long after', async () => {
    const service = await makeService();
    const lost = new LiveListener();
    await service.connect(new LiveListener(), service[whom]);
    const id = await service.connect(lost, service[whom], false);
    await service.world.clock.advance(60);
    await service.change(claimed);
    expect(service.open.has(id)).toBe(true);
    await service.world.clock.advance(60);
    await service.change(ended);
    expect(service.open.has(id)).toBe(false);
    expect(lost.messages).toEqual([]);
  });

  it('hears what comes when all that was told before it opened is gone', async () => {
    const service = await makeService();
    await service.connect(new LiveListener(), service[whom]);
    await service.change(claimed);
    // A day without a word, but for those who come again and again.
    for (let hours = 0; hours < 23; hours += 1) {
      await service.world.clock.advance(3600);
      await service.connect(new LiveListener(), service[whom]);
    }
    const listener = new LiveListener();
    await service.connect(listener, service[whom]);
    await service.world.clock.advance(3600 + 1);
    service.world.live.expire(service.world.clock.now());
    await service.change(ended);
    expect(listener.messages.at(-1)).toMatchObject({ type: 'state', job: { status: 'cancelled' } });
  });
});
