import { describe, expect, it } from 'vitest';
import { instanceEventOf } from '../../lambdas/reconcile/instance-event.ts';

const STATE_CHANGE = 'EC2 Instance State-change Notification';
const eventOf = (detailType: string, detail: object) => ({ source: 'aws.ec2', 'detail-type': detailType, detail });

describe('an event', () => {
  it.each([
    [
      'a notice of interruption',
      'EC2 Spot Instance Interruption Warning',
      { 'instance-action': 'terminate' },
      'interrupted',
    ],
    ['a recommendation to rebalance', 'EC2 Instance Rebalance Recommendation', {}, 'at_risk'],
    ['a shutdown', STATE_CHANGE, { state: 'shutting-down' }, 'ending'],
    ['a stop that begins', STATE_CHANGE, { state: 'stopping' }, 'ending'],
    ['a stop', STATE_CHANGE, { state: 'stopped' }, 'ended'],
    ['an end', STATE_CHANGE, { state: 'terminated' }, 'ended'],
  ])('of %s says what becomes of the instance', (_which, detailType, detail, what) => {
    const event = eventOf(detailType, { 'instance-id': 'i-1', ...detail });
    expect(instanceEventOf(event)).toEqual({ instance_id: 'i-1', what });
  });

  it.each([
    ['the minute', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
    ['a start', eventOf(STATE_CHANGE, { 'instance-id': 'i-1', state: 'running' })],
    ['something else of EC2', eventOf('EC2 Fleet Instance Change', { 'instance-id': 'i-1' })],
    ['nothing', undefined],
  ])('of %s is none of these', (_which, event) => {
    expect(instanceEventOf(event)).toBeUndefined();
  });
});
