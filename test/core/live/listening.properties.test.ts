/** Whatever comes between: a worker that tells, states that change, sockets that open, break off and come again with their last seq. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import { type Connection, jobChannel, type LoggedEvent } from '../../../core/contracts/live-items.ts';
import { joinSocket } from '../../../core/live/join.ts';
import { appendNext } from '../../../core/live/log.ts';
import { nextSegments, type SegmentsPlan } from '../../../core/live/next-segments.ts';
import { isListenedTo, leaveSocket } from '../../../core/live/presence.ts';
import { sendEvents, tellChange } from '../../../core/live/send.ts';
import { LiveListener } from '../../support/live-listener.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { MemoryLive } from '../../support/memory/live.ts';
import { MemoryLog } from '../../support/memory/log.ts';
import { makeJob } from '../../support/records.ts';

const JOB = 'job-1';
const CHANNEL = jobChannel(JOB);
const clock = { now: () => new Date('2026-11-01T10:00:00.000Z'), sleep: async () => {} };
const segmentAt = (id: number) => makeSegment({ id, start: id, end: id + 1, text: `Segment ${id}.` });

type Step = 'hear' | 'move on';
const steps = fc.array(fc.constantFrom<Step>('hear', 'hear', 'move on'), { minLength: 1, maxLength: 12 });
/** How long each of a client's sockets lasts, in calls; the last one stays. */
const sessions = fc.array(fc.nat({ max: 12 }), { maxLength: 4 });

/** A table whose every call takes as long as the scheduler likes. */
function scheduled(scheduler: fc.Scheduler, live: MemoryLive): MemoryLive {
  return new Proxy(live, {
    get(target, name) {
      const member = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return scheduler.scheduleFunction(member.bind(target));
    },
  });
}

function makeService(scheduler: fc.Scheduler) {
  const memory = new MemoryLive();
  memory.page = 2;
  const live = scheduled(scheduler, memory);
  const sockets = new Map<string, LiveListener>();
  let row: JobRow = makeJob({ job_id: JOB, tenant: 'a', status: 'processing', attempt: 1 });
  const deps = {
    table: { get: scheduler.scheduleFunction(async () => row) },
    live,
    sockets: {
      async post(id: string, message: string) {
        const listener = sockets.get(id);
        listener?.take(JSON.parse(message));
        return listener ? ('sent' as const) : ('gone' as const);
      },
      close: async (id: string) => void sockets.delete(id),
    },
    clock,
    log: new MemoryLog(),
  };
  // The stream of the log, and that of the jobs: each in its order, and late.
  let [sent, told] = [Promise.resolve(), Promise.resolve()];
  memory.on_event = (channel: string, event: LoggedEvent) => {
    sent = sent.then(() => sendEvents(deps, channel, [event]));
  };
  return {
    deps,
    sockets,
    memory,
    change(next: Partial<JobRow>) {
      const before = row;
      const after: JobRow = { ...before, ...next };
      row = after;
      told = told.then(() => tellChange(deps, before, after));
    },
    row: () => row,
    settled: async () => {
      await told;
      let last: unknown;
      while (last !== sent) {
        last = sent;
        await last;
      }
    },
  };
}
type Service = ReturnType<typeof makeService>;

/** One worker after the other: `move on` hands the job back, and the next begins with what it heard by then. */
async function work({ deps, change, row }: Service, all: readonly Step[], scheduler: fc.Scheduler) {
  const heard = {
    segments: [] as ReturnType<typeof segmentAt>[],
    duration_seconds: 100,
    told: undefined as number | undefined,
    same_until: 0,
  };
  const tell = async () => {
    if (!(await isListenedTo(deps, CHANNEL))) return;
    for (let more = true; more; ) {
      let plan: SegmentsPlan | undefined;
      await appendNext(deps, CHANNEL, (head) => {
        plan = nextSegments(row(), heard, head, clock.now());
        return plan?.event;
      });
      if (plan) heard.told = (plan as SegmentsPlan).told;
      more = plan !== undefined;
    }
  };
  for (const step of all) {
    await scheduler.schedule(Promise.resolve());
    if (step === 'hear') heard.segments.push(segmentAt(heard.segments.length));
    else {
      change({ status: 'launching' });
      change({ status: 'processing', attempt: row().attempt + 1 });
      heard.told = undefined;
      // Its checkpoint is older than what it told.
      heard.same_until = Math.max(0, heard.segments.length - 2);
    }
    await tell();
  }
  return { tell, segments: heard.segments };
}

async function listen(service: Service, name: string, lasting: readonly number[], scheduler: fc.Scheduler) {
  const listener = new LiveListener();
  for (const [number, calls] of [...lasting, Number.POSITIVE_INFINITY].entries()) {
    const connection_id = `${name}-${number}`;
    const connection: Connection = {
      connection_id,
      tenant: 'a',
      job_id: JOB,
      state: 'joining',
      ...(listener.seq !== undefined && { after: listener.seq }),
    };
    service.sockets.set(connection_id, listener);
    await service.deps.live.addConnection(CHANNEL, connection);
    const joining = joinSocket(service.deps, connection);
    if (calls === Number.POSITIVE_INFINITY) await joining;
    else {
      for (let call = 0; call < calls; call += 1) await scheduler.schedule(Promise.resolve());
      service.sockets.delete(connection_id);
      await joining;
      await leaveSocket(service.deps, connection_id);
    }
  }
  return listener;
}

describe('a client that listens', () => {
  it('misses nothing and is told nothing twice, however often it comes again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        steps,
        fc.array(sessions, { minLength: 1, maxLength: 3 }),
        async (scheduler, all, clients) => {
          const service = makeService(scheduler);
          const run = async () => {
            const [worked, ...listeners] = await Promise.all([
              work(service, all, scheduler),
              ...clients.map((lasting, index) => listen(service, `c${index}`, lasting, scheduler)),
            ]);
            // The end, with all of them there.
            await worked.tell();
            service.change({ status: 'completed' });
            await service.settled();
            return { worked, listeners: listeners as LiveListener[] };
          };
          const { worked, listeners } = await scheduler.waitFor(run());
          for (const listener of listeners) {
            expect(listener.segments).toEqual(worked.segments);
            expect(listener.job?.status).toBe('completed');
            const events = listener.messages.filter(({ type }) => type !== 'snapshot');
            expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
            expect(listener.messages.filter(({ type }) => type === 'snapshot').length).toBe(1);
          }
          expect(service.deps.log.lines.filter(({ level }) => level !== 'info')).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
