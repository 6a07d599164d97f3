/** The EC2 bridge's controls from any process: faults, instances, interruptions. */
import type { Ec2Call, InterruptionRequest, RebalanceRequest } from './ec2/control.ts';
import type { FaultRequest } from './ec2/faults.ts';
import type { InstanceReport } from './ec2/instance.ts';
import type { Outputs } from './outputs.ts';

export type Controls = {
  injectFault: (fault: FaultRequest) => Promise<void>;
  clearFaults: () => Promise<void>;
  /** All instances since the start, ended ones included. */
  instances: () => Promise<InstanceReport[]>;
  /** The latest calls of EC2, oldest first. */
  calls: () => Promise<Ec2Call[]>;
  /** Spot's notice of interruption; the instance is terminated after `seconds`. */
  interrupt: (instanceId: string, seconds?: number) => Promise<void>;
  /** EC2's recommendation to replace an instance before it is taken back. */
  recommendRebalance: (instanceId: string) => Promise<void>;
};

type Request = FaultRequest | InterruptionRequest | RebalanceRequest;

export function controlsOf({ ec2_endpoint_url }: Pick<Outputs, 'ec2_endpoint_url'>): Controls {
  const call = async (method: string, path: string, body?: Request): Promise<Response> => {
    const answer = await fetch(`${ec2_endpoint_url}/_bridge/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.ok) return answer;
    throw new Error(`the EC2 bridge refused ${method} ${path} with ${answer.status}: ${await answer.text()}`);
  };
  return {
    injectFault: async (fault) => void (await call('POST', 'faults', fault)),
    clearFaults: async () => void (await call('DELETE', 'faults')),
    instances: async () => (await (await call('GET', 'instances')).json()) as InstanceReport[],
    calls: async () => (await (await call('GET', 'calls')).json()) as Ec2Call[],
    interrupt: async (instance_id, seconds) =>
      void (await call('POST', 'interruptions', { instance_id, ...(seconds !== undefined && { seconds }) })),
    recommendRebalance: async (instance_id) => void (await call('POST', 'rebalances', { instance_id })),
  };
}
