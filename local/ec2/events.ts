/** EventBridge's events about instances. ministack refuses events of source aws.ec2, so the rule's Lambda is called. */
import { randomUUID } from 'node:crypto';
import { ACCOUNT, REGION } from '../environment.ts';

export type Ec2Event = Record<string, unknown> & { source: 'aws.ec2'; 'detail-type': string };
export type SendEvent = (event: Ec2Event) => Promise<void>;

export function stateChange(instanceId: string, state: 'running' | 'terminated'): Ec2Event {
  return ec2Event('EC2 Instance State-change Notification', instanceId, { state });
}

export function interruptionWarning(instanceId: string): Ec2Event {
  return ec2Event('EC2 Spot Instance Interruption Warning', instanceId, { 'instance-action': 'terminate' });
}

export function rebalanceRecommendation(instanceId: string): Ec2Event {
  return ec2Event('EC2 Instance Rebalance Recommendation', instanceId, {});
}

/**
 * Whether a rule's pattern selects an event: every field named by the pattern must equal one of the values listed.
 * EventBridge's further matchers (prefix, numeric, …) are not known here; the stacks use none.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.includes(event);
  if (typeof pattern !== 'object' || pattern === null) return false;
  if (typeof event !== 'object' || event === null) return false;
  return Object.entries(pattern).every(([name, part]) =>
    matchesPattern(part, (event as Record<string, unknown>)[name]),
  );
}

function ec2Event(detailType: string, instanceId: string, detail: Record<string, string>): Ec2Event {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source: 'aws.ec2',
    account: ACCOUNT,
    time: new Date().toISOString(),
    region: REGION,
    resources: [`arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${instanceId}`],
    detail: { 'instance-id': instanceId, ...detail },
  };
}
