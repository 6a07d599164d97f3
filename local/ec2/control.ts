/** The bridge's controls over HTTP, so that tests in other processes than the stack's own can use them too. */
import { z } from 'zod';
import type { HttpAnswer } from '../processes/http.ts';
import type { Faults } from './faults.ts';
import { Fault } from './faults.ts';
import type { InstanceHost } from './instance-host.ts';

export const CONTROL_PREFIX = '/_bridge/';

/** EC2 gives two minutes between the notice and the end of a spot instance. */
const Interruption = z.strictObject({ instance_id: z.string(), seconds: z.number().positive().default(120) });
export type InterruptionRequest = z.input<typeof Interruption>;

const Rebalance = z.strictObject({ instance_id: z.string() });
export type RebalanceRequest = z.input<typeof Rebalance>;
/** Who called EC2, and with which parameters; `Action` is one of them. */
export type Ec2Call = { access_key: string; parameters: Record<string, string> };

export async function answerControl(
  call: string,
  body: string,
  faults: Faults,
  calls: readonly Ec2Call[],
  host: InstanceHost | undefined,
): Promise<HttpAnswer> {
  switch (call) {
    case 'GET /_bridge/instances':
      return { status: 200, type: 'application/json', body: JSON.stringify(host?.reports() ?? []) };
    case 'GET /_bridge/calls':
      return { status: 200, type: 'application/json', body: JSON.stringify(calls) };
    case 'POST /_bridge/faults':
      return accept(Fault, body, (fault) => faults.inject(fault));
    case 'DELETE /_bridge/faults':
      faults.clear();
      return { status: 204 };
    case 'POST /_bridge/interruptions':
      return accept(Interruption, body, ({ instance_id, seconds }) => host?.interrupt(instance_id, seconds));
    case 'POST /_bridge/rebalances':
      return accept(Rebalance, body, ({ instance_id }) => host?.recommendRebalance(instance_id));
    default:
      return { status: 404, body: `${call} is no control of the EC2 bridge\n` };
  }
}

async function accept<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
  act: (request: z.output<Schema>) => Promise<void> | void,
): Promise<HttpAnswer> {
  const parsed = schema.safeParse(JSON.parse(body));
  if (!parsed.success) return { status: 400, body: `${z.prettifyError(parsed.error)}\n` };
  await act(parsed.data);
  return { status: 204 };
}
