/** Turns moto's instances into processes and back: starts what is new, stops what was terminated, reports what ended. */
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  type EC2Client,
  type Instance as Ec2Instance,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { LocalStackError } from '../errors.ts';
import { type Ec2Event, interruptionWarning, rebalanceRecommendation, type SendEvent, stateChange } from './events.ts';
import type { InstanceFacts } from './imds.ts';
import { type Instance, type InstanceReport, startInstance } from './instance.ts';
import type { WorkerSetup } from './worker-process.ts';

const POLL_EVERY_MS = 1_000;
/** moto keeps what has ended, and takes milliseconds to write down each. */
const RUNNING = { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] };
/** How long a worker may take to end after TerminateInstances; EC2 gives an operating system about as much. */
const TERMINATION_GRACE_MS = 30_000;

export class InstanceHost {
  readonly #instances = new Map<string, Instance>();
  readonly #moto: EC2Client;
  readonly #setup: WorkerSetup;
  readonly #send: SendEvent;
  readonly #say: (line: string) => void;
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(moto: EC2Client, setup: WorkerSetup, send: SendEvent, say: (line: string) => void) {
    this.#moto = moto;
    this.#setup = setup;
    this.#send = send;
    this.#say = say;
  }

  watch(): void {
    this.#timer = setInterval(() => void this.look(), POLL_EVERY_MS);
  }

  /** Brings the processes in line with moto. One look at a time; a failed one is said and the next tries again. */
  look(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#reconcile())
      .catch((error: Error) => this.#say(`EC2: ${error.message}`));
    return this.#looking;
  }

  reports(): InstanceReport[] {
    return [...this.#instances.values()].map((instance) => instance.report());
  }

  /** Tells an instance that spot takes it back, and terminates it when its time is up. */
  async interrupt(instanceId: string, seconds: number): Promise<void> {
    const instance = this.#known(instanceId);
    const time = inSeconds(Date.now() + seconds * 1000);
    instance.interrupt({ action: 'terminate', time });
    const timeIsUp = setTimeout(() => void this.#terminate(instanceId).then(() => this.look()), seconds * 1000);
    void instance.ended.then(() => clearTimeout(timeIsUp));
    await this.#tell(interruptionWarning(instanceId));
  }

  /** Tells an instance that it may be taken back soon; nothing else happens to it. */
  async recommendRebalance(instanceId: string): Promise<void> {
    this.#known(instanceId).recommendRebalance(inSeconds(Date.now()));
    await this.#tell(rebalanceRecommendation(instanceId));
  }

  /** Ends everything; nothing new is started. */
  async stop(graceMs: number): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
    await Promise.all([...this.#instances.values()].map((instance) => instance.stop(graceMs)));
  }

  #known(instanceId: string): Instance {
    const instance = this.#instances.get(instanceId);
    if (instance) return instance;
    throw new LocalStackError(`no instance ${instanceId}; known: ${[...this.#instances.keys()].join(', ')}`);
  }

  async #reconcile(): Promise<void> {
    const { Reservations = [] } = await this.#moto.send(new DescribeInstancesCommand(RUNNING));
    const found = Reservations.flatMap(({ Instances = [] }) => Instances);
    const running = new Map(found.map((instance) => [instance.InstanceId ?? '', instance]));
    for (const [id, known] of this.#instances) if (!running.has(id)) void known.stop(TERMINATION_GRACE_MS);
    for (const [id, instance] of running) if (!this.#instances.has(id) && !this.#stopped) await this.#start(instance);
  }

  async #start(found: Ec2Instance): Promise<void> {
    const facts = await this.#facts(found);
    const instance = await startInstance(facts, this.#setup);
    this.#instances.set(facts.instanceId, instance);
    this.#say(
      `EC2: ${facts.instanceId} runs (${facts.instanceType}, ${facts.market}), log ${instance.report().logFile}`,
    );
    void instance.ended.then(() => this.#ended(instance.report()));
    await this.#tell(stateChange(facts.instanceId, 'running'));
  }

  async #ended({ instanceId, exitCode }: InstanceReport): Promise<void> {
    this.#say(`EC2: ${instanceId} ended (exit ${exitCode ?? 'by signal'})`);
    await this.#terminate(instanceId);
    await this.#tell(stateChange(instanceId, 'terminated'));
  }

  /** Events are best effort, as on AWS; when the whole stack stops there is nobody left to be told. */
  async #tell(event: Ec2Event): Promise<void> {
    await this.#send(event).catch((error: Error) => this.#stopped || this.#say(`EC2: event lost: ${error.message}`));
  }

  /** The emulators are gone already when the whole stack stops; then there is nobody left to be told. */
  async #terminate(instanceId: string): Promise<void> {
    await this.#moto.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] })).catch(() => {});
  }

  async #facts(found: Ec2Instance): Promise<InstanceFacts> {
    const instanceId = found.InstanceId ?? '';
    const question = new DescribeInstanceAttributeCommand({ InstanceId: instanceId, Attribute: 'userData' });
    const { UserData } = await this.#moto.send(question);
    return {
      instanceId,
      instanceType: found.InstanceType ?? '',
      market: found.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
      zone: found.Placement?.AvailabilityZone ?? '',
      imageId: found.ImageId ?? '',
      launchedAt: (found.LaunchTime ?? new Date()).toISOString(),
      userData: Buffer.from(UserData?.Value ?? '', 'base64').toString('utf8'),
    };
  }
}

/** As EC2 writes it. */
function inSeconds(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
