/** One AWS account and the clients around it: what a design of the service runs on, ours or another. */
import * as z from 'zod';
import type { Scratch } from '../../core/shared/ports.ts';
import { VirtualClock } from '../support/memory/clock.ts';
import { MemoryObjects } from '../support/memory/objects.ts';
import type { MemoryTable } from '../support/memory/table.ts';
import type { MemoryWorkQueue } from '../support/memory/work-queue.ts';
import { Counted } from './audit/counted.ts';
import { CountingLog } from './audit/counting-log.ts';
import { Ledger } from './audit/ledger.ts';
import { Receipts } from './audit/receipts.ts';
import { Waits } from './audit/waits.ts';
import { WorkerTimes } from './audit/worker-times.ts';
import { SimulatedEc2 } from './aws/ec2.ts';
import type { Instance, Machine } from './aws/instance.ts';
import { type QueueSettings, simulatedQueue } from './aws/queue.ts';
import { Receivers } from './aws/receivers.ts';
import { S3Events } from './aws/s3-events.ts';
import { simulatedScratch } from './aws/scratch.ts';
import { simulatedTable } from './aws/table.ts';
import { PRICES, type SimulationOptions } from './options.ts';
import { SimulatedProcess } from './process.ts';
import { Random } from './random.ts';
import { Trail } from './trail.ts';

export class Account {
  readonly options: SimulationOptions;
  readonly random: Random;
  readonly clock = new VirtualClock(undefined, { max_steps: Number.POSITIVE_INFINITY });
  readonly trail = new Trail();
  readonly log = new CountingLog();
  readonly counted = new Counted();
  readonly waits: Waits;
  readonly ledger: Ledger;
  readonly receipts: Receipts;
  readonly workers: WorkerTimes;
  readonly table: MemoryTable;
  readonly objects: MemoryObjects;
  readonly scratch: Scratch;
  readonly uploads: MemoryWorkQueue<z.ZodString>;
  readonly events: S3Events;
  readonly ec2: SimulatedEc2;
  readonly receivers: Receivers;
  /** What an instance runs when it has booted; the design says. */
  boot: (instance: Instance) => Machine = () => ({ stop() {}, rebalance() {}, notice() {}, kill() {} });
  /** Where S3 sends its events: to the uploads queue, unless the design has it otherwise. */
  notify: (body: string) => void = (body) => this.uploads.sendText(JSON.stringify(body));
  /** What EC2 tells of its instances. */
  onInstanceEvent: (name: string, instance: Instance) => void = () => {};
  readonly begun: number;
  processes = 0;
  crashes = 0;

  constructor(options: SimulationOptions) {
    const { clock } = this;
    const { rates } = options;
    this.options = options;
    this.random = new Random(options.seed);
    this.begun = clock.milliseconds();
    this.waits = new Waits(() => clock.milliseconds(), options.fleet);
    this.ledger = new Ledger(() => clock.milliseconds(), this.trail, this.waits);
    this.receipts = new Receipts(this.ledger.uploads, this.waits);
    const byAgeOnly = options.kill_paths.join() === 'timer';
    this.workers = new WorkerTimes(this.ledger, byAgeOnly ? options.fleet.max_lifetime_seconds : 0);
    this.objects = new MemoryObjects({ clock, on_put: (key, body) => this.ledger.objectPut(key, body) });
    this.scratch = simulatedScratch(this.objects);
    const on_change: Ledger['rowChanged'] = (after, before) => {
      this.ledger.rowChanged(after, before);
      this.counted.rowChanged(after, before);
    };
    this.table = simulatedTable({ clock, rates, random: this.random, on_change });
    const told = (text: string, since: number) => this.receipts.eventReceived(text, since);
    const uploads = { visibility_seconds: 90, max_receives: 20, on_receive: told };
    this.uploads = this.queue(z.string(), uploads, this.random.fork('queues'));
    this.events = new S3Events({
      clock,
      rates,
      random: this.random.fork('events'),
      send: (body, upload) => {
        if (upload) this.receipts.eventCame(JSON.stringify(body), upload);
        this.notify(body);
      },
    });
    const received = (post: Parameters<Ledger['received']>[0]) => this.ledger.received(post);
    const receivers = { clock, rates, random: this.random.fork('receivers'), count: options.receivers };
    this.receivers = new Receivers({ ...receivers, on_webhook: received });
    this.ec2 = this.#ec2();
  }

  /** An SQS queue of this account. */
  queue<Schema extends z.ZodType>(
    schema: Schema,
    settings: QueueSettings,
    random = this.random.fork(`queue ${settings.visibility_seconds} ${settings.max_receives}`),
  ): MemoryWorkQueue<Schema> {
    const { clock, log } = this;
    return simulatedQueue(schema, settings, {
      clock,
      log,
      random,
      message_doubled: this.options.rates.message_doubled,
    });
  }

  process(name: string, on_death: () => void, broken_clock = this.options.rates.broken_clock): SimulatedProcess {
    const { walk_crashes, rates } = this.options;
    this.processes += 1;
    const walks = walk_crashes !== undefined && this.processes % 2 === 0;
    return new SimulatedProcess({
      name,
      rates,
      broken_clock,
      clock: this.clock,
      random: this.random.fork(`process ${this.processes}`),
      ...(walks ? { dies_at: 1 + ((this.processes / 2) % walk_crashes) } : {}),
      on_death,
    });
  }

  /** Runs a Lambda: undefined when it threw, died, or took longer than it may. */
  invoke<Result>(
    name: string,
    seconds: number,
    work: (process: SimulatedProcess) => Promise<Result>,
  ): Promise<Result | undefined> {
    return new Promise((resolve) => {
      const died = () => {
        this.crashes += 1;
        resolve(undefined);
      };
      const process = this.process(name, died, this.options.rates.broken_lambda_clock);
      const inTime = this.clock.at(this.clock.milliseconds() + seconds * 1000, () => process.die());
      const end = (result?: Result) => {
        inTime();
        resolve(result);
      };
      work(process).then(end, () => end());
    });
  }

  #ec2(): SimulatedEc2 {
    const { options, clock } = this;
    return new SimulatedEc2({
      ...options,
      clock,
      random: this.random.fork('ec2'),
      instance_types: options.fleet.instance_types,
      zones: options.fleet.subnet_ids.length,
      prices: PRICES,
      max_lifetime_seconds: options.kill_paths.includes('timer') ? options.fleet.max_lifetime_seconds : undefined,
      boot: (instance) => this.boot(instance),
      on_event: (name, instance) => {
        this.trail.note(clock.milliseconds(), name, instance.instance_id);
        this.waits.instanceChanged(name, instance);
        if (name.startsWith('ended')) this.workers.ended(instance);
        this.onInstanceEvent(name, instance);
      },
    });
  }
}
