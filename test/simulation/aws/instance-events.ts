/** EC2's events as EventBridge delivers them, by what happened to an instance; undefined for what EC2 keeps to itself. */
export function instanceEvent(what: string, instanceId: string): object | undefined {
  const state = what.startsWith('ended') ? 'terminated' : 'shutting-down';
  if (what === 'rebalance recommended') return event('EC2 Instance Rebalance Recommendation', instanceId);
  if (what === 'interruption warned') return event('EC2 Spot Instance Interruption Warning', instanceId);
  if (state !== 'terminated' && what !== 'shutting down') return undefined;
  return event('EC2 Instance State-change Notification', instanceId, { state });
}

function event(type: string, instanceId: string, more: object = {}): object {
  return { source: 'aws.ec2', 'detail-type': type, detail: { 'instance-id': instanceId, ...more } };
}
