import * as z from 'zod';
import type { InstanceEvent } from '../../core/fleet/instance-event.ts';

const detail = z.object({ 'instance-id': z.string(), state: z.string().optional() });
const Ec2Event = z.object({ source: z.literal('aws.ec2'), 'detail-type': z.string(), detail });

const BY_STATE: Record<string, InstanceEvent['what']> = {
  'shutting-down': 'ending',
  stopping: 'ending',
  stopped: 'ended',
  terminated: 'ended',
};

/** What EC2 tells of an instance; undefined for any other event, such as the minute's. */
export function instanceEventOf(event: unknown): InstanceEvent | undefined {
  const parsed = Ec2Event.safeParse(event);
  if (!parsed.success) return undefined;
  const what = meaning(parsed.data['detail-type'], parsed.data.detail.state);
  return what && { instance_id: parsed.data.detail['instance-id'], what };
}

function meaning(detailType: string, state: string | undefined): InstanceEvent['what'] | undefined {
  switch (detailType) {
    case 'EC2 Spot Instance Interruption Warning':
      return 'interrupted';
    case 'EC2 Instance Rebalance Recommendation':
      return 'at_risk';
    case 'EC2 Instance State-change Notification':
      return BY_STATE[state ?? ''];
    default:
      return undefined;
  }
}
