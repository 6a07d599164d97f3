/** Live updates as they are deployed: the functions and the worker with the service's own rules, on a simulated AWS. */
import { sha256 } from '../../../adapters/system.ts';
import type { Segment } from '../../../core/contracts/engine-protocol.ts';
import type { JobRow } from '../../../core/contracts/job-row.ts';
import type { Connection, LoggedEvent } from '../../../core/contracts/live-items.ts';
import { isTerminal } from '../../../core/job/job-state.ts';
import { fanOut } from '../../../lambdas/fan-out/fan-out.ts';
import { VirtualClock } from '../../support/memory/clock.ts';
import { makeSegment } from '../../support/memory/engine.ts';
import { CountingLog } from '../audit/counting-log.ts';
import { Violations } from '../audit/violations.ts';
import { SimulatedProcess } from '../process.ts';
import { Random } from '../random.ts';
import { Gateway } from './gateway.ts';
import { MeteredLive } from './metered-live.ts';
import type { LiveOptions } from './options.ts';
import { Stream } from './stream.ts';

const NEVER = { call_error: 0, crash: 0, stall: 0 };
const SEGMENT_SECONDS = 5;
const WORDS = 12;

type Deps = ReturnType<LiveService['worker']>;
type Changes = Parameters<typeof fanOut>[1];
type JobChange = Changes['jobs'][number];
type Logged = { channel: string; event: LoggedEvent };

export class LiveService {
  readonly options: LiveOptions;
  readonly random: Random;
  readonly clock = new VirtualClock(undefined, { max_steps: Number.POSITIVE_INFINITY });
  readonly tenant = 'default';
  readonly live = new MeteredLive();
  readonly gateway = new Gateway(this.clock);
  readonly rows = new Map<string, JobRow>();
  readonly violations = new Violations();
  readonly log = new CountingLog();
  readonly segments: Segment[];
  readonly lambda = { fan_out: 0, socket: 0, api: 0, milliseconds: 0 };
  readonly #jobs: Stream<JobChange>;
  #rowsRead = 0;
  #processes = 0;

  constructor(options: LiveOptions) {
    this.options = options;
    this.random = new Random(options.seed);
    this.segments = speechOf(options.audio_seconds);
    this.#jobs = this.#stream<JobChange>('jobs', (jobs) => ({ jobs }));
    const joins = this.#stream<Connection>('joins', (connections) => ({ connections }));
    const log = this.#stream<Logged>('log', (batch) => ({ events: byChannel(batch) }));
    this.live.on_event = (channel, event) => log.add(channel, { channel, event });
    this.live.on_connection = (channel, connection) => joins.add(channel, connection);
  }

  rowChanged(before: JobRow | undefined, job: JobRow): void {
    this.#jobs.add(job.job_id, { before, job });
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  hasEnded(jobId: string): boolean {
    const row = this.rows.get(jobId);
    return row !== undefined && isTerminal(row);
  }

  api<Result>(work: (deps: Deps) => Promise<Result>): Promise<Result> {
    return this.#invoke('api', work);
  }

  socket<Result>(work: (deps: Deps) => Promise<Result>): Promise<Result> {
    return this.#invoke('socket', work);
  }

  worker() {
    return this.#process('worker');
  }

  /** All that anybody could still ask for of a job is forgotten; on AWS a day later. */
  forget(jobId: string): void {
    this.rows.delete(jobId);
    void this.live.forgetJob(jobId);
  }

  async #invoke<Result>(
    name: 'fan_out' | 'socket' | 'api',
    work: (deps: Deps) => Promise<Result>,
    onDeath?: () => void,
  ): Promise<Result> {
    const begun = this.clock.milliseconds();
    this.lambda[name] += 1;
    try {
      return await work(this.#process(name, onDeath));
    } finally {
      this.lambda.milliseconds += this.clock.milliseconds() - begun;
    }
  }

  #stream<Item>(name: string, read: (batch: Item[]) => Partial<Changes>): Stream<Item> {
    const nothing: Changes = { jobs: [], events: new Map(), connections: [] };
    return new Stream<Item>(this.clock, this.random.fork(name), (batch) =>
      this.#fanOut({ ...nothing, ...read(batch) }),
    );
  }

  /** @returns false when it broke off */
  #fanOut(changes: Changes): Promise<boolean> {
    return new Promise((resolve) => {
      const died = () => resolve(false);
      void this.#invoke('fan_out', (deps) => fanOut(deps, changes).then(() => resolve(true)), died);
    });
  }

  #process(name: string, onDeath?: () => void) {
    const { clock, live, gateway, log } = this;
    this.#processes += 1;
    const random = this.random.fork(`process ${this.#processes}`);
    const rates = { ...NEVER, crash: onDeath ? this.options.crash : 0 };
    const process = new SimulatedProcess({
      name,
      clock,
      random,
      rates,
      broken_clock: 0,
      on_death: onDeath ?? (() => {}),
    });
    const table = {
      get: async (jobId: string) => {
        this.#rowsRead += 1;
        return this.rows.get(jobId);
      },
    };
    const newSecret = () => random.hex(64);
    return process.wrap({ table, live, sockets: gateway, clock: process.clock, log, sha256, newSecret });
  }
}

function byChannel(batch: readonly Logged[]): Map<string, LoggedEvent[]> {
  const events = new Map<string, LoggedEvent[]>();
  for (const { channel, event } of batch) events.set(channel, [...(events.get(channel) ?? []), event]);
  return events;
}

function speechOf(seconds: number): Segment[] {
  return Array.from({ length: Math.ceil(seconds / SEGMENT_SECONDS) }, (_, id) => segmentOf(id));
}

/** As long as one of speech is, as JSON. */
function segmentOf(id: number): Segment {
  const start = id * SEGMENT_SECONDS;
  const words = Array.from({ length: WORDS }, (_, at) => ({
    word: ' spoken',
    start: start + at * 0.4,
    end: start + at * 0.4 + 0.36,
    probability: 0.9531,
  }));
  return makeSegment({ id, start, end: start + SEGMENT_SECONDS, text: words.map(({ word }) => word).join(''), words });
}
