/** The service as it is: its Lambdas on their queues and schedule, its workers on their instances. */
import { hashId } from '../../../adapters/system.ts';
import { DeliveryMessage, JobMessage } from '../../../core/contracts/messages.ts';
import { endWorkers, findAll } from '../../../core/fleet/terminate-strays.ts';
import { registerCallback } from '../../../core/intake/register-callback.ts';
import { cancelOwnJob } from '../../../core/job/cancel.ts';
import { CLAIM_SECONDS } from '../../../core/job/job-writes.ts';
import { RequestProblem, SpotInterruptionError } from '../../../core/shared/errors.ts';
import type { JobPlace, LaunchedInstance } from '../../../core/shared/ports.ts';
import { workLoop } from '../../../core/worker/work-loop.ts';
import { deliverRecords } from '../../../lambdas/deliver-webhook/deliver-records.ts';
import { acceptRecords } from '../../../lambdas/process-upload/accept-records.ts';
import { reconcileOn } from '../../../lambdas/reconcile/reconcile-on.ts';
import type { MemoryWorkQueue } from '../../support/memory/work-queue.ts';
import { withMethod } from '../../support/with-method.ts';
import { DEMO, type Everything, makeWorld } from '../../support/world.ts';
import type { Account } from '../account.ts';
import { EventSource } from '../aws/event-source.ts';
import type { Instance, Machine } from '../aws/instance.ts';
import { instanceEvent } from '../aws/instance-events.ts';
import { type CancelAnswer, type Registering, TENANT } from '../clients.ts';
import { scriptedEngine } from '../engine.ts';
import { PRICES } from '../options.ts';
import type { SimulatedProcess } from '../process.ts';

const API_BASE = 'https://api.example/prod';
const SECRET = 'a secret of the receiver';
/** As deployed: lib/timeouts.ts, and the event sources of lib/constructs. */
const SECONDS = { api: 10, processUpload: 30, reconcile: 55, deliverWebhook: 30 };
/** From a change of an instance to the function that is told of it. */
const EVENT_MS = 2_000;
const DELIVERIES_AT_ONCE = 100;

export class OurService implements Registering {
  readonly #account: Account;
  readonly #world: Everything;
  readonly #further = new Map<string, MemoryWorkQueue<typeof JobMessage>>();
  readonly counts = true;
  readonly jobs;
  readonly deliveries;

  /** @param changes parts that are not as the service has them, to see what the checks say */
  constructor(account: Account, changes: (service: Everything) => Partial<Everything> = () => ({})) {
    const { clock, log, options, random } = account;
    this.#account = account;
    const refusing = random.fork('refused messages');
    const refuses = () => refusing.chance(options.rates.message_refused);
    const on_receive = (text: string, since: number) => account.receipts.jobReceived(text, since);
    const settings = { visibility_seconds: CLAIM_SECONDS, max_receives: 50, refuses, on_receive };
    this.jobs = account.queue(JobMessage, settings);
    const { quiet_model } = options;
    const further = quiet_model === undefined ? [] : [{ ...DEMO, name: quiet_model }];
    for (const { name } of further)
      this.#further.set(name, account.queue(JobMessage, settings, random.fork(`jobs of ${name}`)));
    this.deliveries = account.queue(DeliveryMessage, { visibility_seconds: 180, max_receives: 5 });
    const ids = random.fork('callback ids');
    const { idle_seconds, jobs_per_worker, short_jobs_at_once } = options;
    const workerSettings = { idle_seconds, jobs_per_worker, short_jobs_at_once };
    const world: Everything = {
      ...makeWorld({ clock, log, models: [DEMO, ...further] }),
      ...{ table: account.table, objects: account.objects, scratch: account.scratch, transport: account.receivers },
      uploads: { send: (message, options) => account.uploads.send(JSON.stringify(message), options) },
      ...{
        jobs: further.length > 0 ? this.#allQueues() : this.jobs,
        deliveries: this.deliveries,
        compute: account.ec2,
        prices: PRICES,
        workerSettings,
      },
      listing: account.objects,
      uploadLimits: { max_bytes: 5_000_000_000, max_duration_seconds: 36_000 },
      fleet: options.fleet,
      hash: hashId,
      newCallbackId: () => ids.hex(32),
      ...asWorker({ instance_id: 'none', instance_type: 'none', market: 'spot' }),
    };
    this.#world = { ...world, ...changes(world) };
    account.onInstanceEvent = (name, instance) => this.#tell(name, instance);
    account.boot = (instance) => this.#boot(instance);
  }

  start(): void {
    const { uploads } = this.#account;
    const accept = { queue: uploads, batch_size: 10, max_concurrency: 5 };
    const deliver = { queue: this.deliveries, batch_size: 1, max_concurrency: DELIVERIES_AT_ONCE };
    void new EventSource({
      ...accept,
      invoke: (event) => this.#run('process-upload', SECONDS.processUpload, (deps) => acceptRecords(deps, event)),
    }).poll();
    void new EventSource({
      ...deliver,
      invoke: (event) => this.#run('deliver-webhook', SECONDS.deliverWebhook, (deps) => deliverRecords(deps, event)),
    }).poll();
    void this.#everyMinute();
  }

  async register(callback_url: string, tenant: string): Promise<string | undefined> {
    const body = { callback_url, callback_secret: SECRET };
    const answer = await this.#run('api', SECONDS.api, (deps) =>
      registerCallback(deps, body, { tenant, api_base: API_BASE }),
    );
    return answer?.callback_id;
  }

  async cancel(jobId: string): Promise<CancelAnswer | undefined> {
    const refused = (error: unknown): CancelAnswer => {
      if (!(error instanceof RequestProblem)) throw error;
      return error.code === 'job_ended' ? 'ended' : 'refused';
    };
    return this.#run('api', SECONDS.api, (deps) =>
      cancelOwnJob(deps, jobId, TENANT).then(() => 'cancelled' as const, refused),
    );
  }

  async sweep(): Promise<void> {
    const operator = { compute: this.#account.ec2, clock: this.#account.clock };
    await endWorkers(operator, await findAll(operator));
  }

  async #everyMinute(): Promise<never> {
    const { clock, options, random } = this.#account;
    const schedule = random.fork('schedule');
    for (;;) {
      await clock.sleep(60_000);
      const times = schedule.chance(options.rates.reconcile_skipped) ? 0 : 1;
      const twice = schedule.chance(options.rates.reconcile_doubled) ? 1 : 0;
      for (let time = 0; time < times + twice; time += 1) this.#reconcile({});
    }
  }

  /** EC2's events take seconds and are best effort. */
  #tell(name: string, { instance_id }: Instance): void {
    const { clock, random, options } = this.#account;
    const event = instanceEvent(name, instance_id);
    if (!event || random.chance(options.rates.instance_event_lost)) return;
    clock.at(clock.milliseconds() + random.exponential(EVENT_MS), () => this.#reconcile(event));
  }

  #reconcile(event: object): void {
    const { ec2, options } = this.#account;
    const harmless = withMethod(ec2, 'terminate', async () => {});
    const compute = options.kill_paths.includes('reconcile') ? ec2 : harmless;
    void this.#run('reconcile', SECONDS.reconcile, (deps) => reconcileOn(deps, event), { compute });
  }

  #run<Result>(
    name: string,
    seconds: number,
    work: (deps: Everything) => Promise<Result>,
    others: Partial<Everything> = {},
  ): Promise<Result | undefined> {
    return this.#account.invoke(name, seconds, (process) => work(this.#as(process, others)));
  }

  /** The dependencies as a process has them: its own clock, and calls that may be its last. */
  #as(process: SimulatedProcess, others: Partial<Everything>): Everything {
    const random = () => this.#account.random.next();
    return process.wrap({ ...this.#world, ...others, clock: process.clock, random });
  }

  /** As the Lambdas see them: each model's by its name. */
  #allQueues() {
    const of = (model: string) => this.#further.get(model) ?? this.jobs;
    const send = (body: JobMessage, place: Partial<JobPlace> = {}) => of(place.model ?? '').send(body, place);
    const depth = (model = '') => of(model).depth();
    return withMethod(withMethod(this.jobs, 'send', send), 'depth', depth);
  }

  /** The model and queue that an instance's user data names. */
  #serving({ instance_id }: Instance) {
    const name = this.#account.ec2.modelOf(instance_id);
    const queue = this.#further.get(name ?? '');
    return name !== undefined && queue ? { model: { ...DEMO, name }, jobs: queue } : {};
  }

  #boot(instance: Instance): Machine {
    const { options, workers } = this.#account;
    const [shutdown, drain] = [new AbortController(), new AbortController()];
    const process = this.#account.process(instance.instance_id, () => {
      this.#account.crashes += 1;
      instance.shutDown('crashed');
    });
    const mine = { ...asWorker(instance), ...this.#serving(instance), engine: scriptedEngine(this.#account) };
    const ends = () => (options.kill_paths.includes('self') ? instance.shutDown('self') : undefined);
    workLoop(this.#as(process, mine), shutdown.signal, drain.signal).then(ends, ends);
    return {
      stop: () => shutdown.abort(new Error('the worker was stopped')),
      rebalance: () => drain.abort('rebalance recommended'),
      notice: () => shutdown.abort(new SpotInterruptionError('the instance will be taken back')),
      kill: () => {
        if (process.stalledUntil > this.#account.ledger.lastEnd) workers.hung.add(instance.instance_id);
        process.end();
      },
    };
  }
}

function asWorker({ instance_id, instance_type, market }: LaunchedInstance) {
  return { worker: { instance_id, instance_type, market } };
}
