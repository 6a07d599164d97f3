/**
 * EC2 as the Lambdas see it: requests go through the proxy to moto, and its instances become worker processes. Paths
 * under `/_bridge/` are controls for tests and for the curious.
 */
import type { IncomingMessage } from 'node:http';
import { EC2Client } from '@aws-sdk/client-ec2';
import { clientSettings } from '../clients.ts';
import type { DeployedStack } from '../deploy/stacks.ts';
import { resourcesOfType } from '../deploy/stacks.ts';
import { type HttpAnswer, type HttpService, serveHttp } from '../processes/http.ts';
import { answerControl, CONTROL_PREFIX, type Ec2Call } from './control.ts';
import { Faults } from './faults.ts';
import { InstanceHost } from './instance-host.ts';
import { instanceRole } from './instance-role.ts';
import { Ec2Proxy } from './proxy.ts';
import { sendToRules } from './rule-targets.ts';
import { copyLaunchTemplates, mapSubnets } from './stack-in-moto.ts';
import type { WorkerSetup } from './worker-process.ts';

/** Calls after which moto has other instances than before. */
const CHANGES_INSTANCES = /(^|&)Action=(CreateFleet|RunInstances|TerminateInstances)(&|$)/;

/** Enough for a test to look back at what it did. */
const CALLS_KEPT = 1_000;

export class Ec2Bridge {
  readonly #moto: EC2Client;
  readonly #faults = new Faults();
  readonly #proxy: Ec2Proxy;
  readonly #say: (line: string) => void;
  readonly #calls: Ec2Call[] = [];
  #service: HttpService | undefined;
  #host: InstanceHost | undefined;

  constructor(motoUrl: string, say: (line: string) => void) {
    this.#moto = new EC2Client(clientSettings(motoUrl));
    this.#proxy = new Ec2Proxy(motoUrl, this.#faults);
    this.#say = say;
  }

  /** @returns the address that Lambdas take for EC2 */
  async listen(): Promise<string> {
    this.#service = await serveHttp((request, body) => this.#answer(request, body));
    return this.#service.url;
  }

  /** Makes moto know the deployed stacks, and begins to run instances. */
  async connect(stacks: DeployedStack[], setup: Omit<WorkerSetup, 'role'>): Promise<void> {
    const worker = { ...setup, role: instanceRole(stacks, setup.endpointUrl) };
    const ministack = new EC2Client(clientSettings(worker.endpointUrl));
    const ids = (type: string) => resourcesOfType(stacks, type).map(({ physicalId }) => physicalId);
    const reachable = (userData: string) => userData.replaceAll('://localhost:', '://127.0.0.1:');
    await copyLaunchTemplates(ministack, this.#moto, ids('AWS::EC2::LaunchTemplate'), reachable);
    this.#proxy.useSubnets(await mapSubnets(ministack, this.#moto, ids('AWS::EC2::Subnet')));
    this.#host = new InstanceHost(this.#moto, worker, sendToRules(stacks, worker.endpointUrl), this.#say);
    this.#host.watch();
  }

  async stop(graceMs: number): Promise<void> {
    await this.#host?.stop(graceMs);
    await this.#service?.close();
  }

  async #answer(request: IncomingMessage, body: string): Promise<HttpAnswer> {
    if (request.url?.startsWith(CONTROL_PREFIX)) {
      return answerControl(`${request.method} ${request.url}`, body, this.#faults, this.#calls, this.#host);
    }
    this.#calls.push(callOf(request, body));
    this.#calls.splice(0, this.#calls.length - CALLS_KEPT);
    const answer = await this.#proxy.answer(request, body);
    if (CHANGES_INSTANCES.test(body)) void this.#host?.look();
    return answer;
  }
}

function callOf({ headers }: IncomingMessage, body: string): Ec2Call {
  const [, accessKey = ''] = /Credential=([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  return { access_key: accessKey, parameters: Object.fromEntries(new URLSearchParams(body)) };
}
