import { describe, expect, it } from 'vitest';
import { interruptionWarning, matchesPattern, stateChange } from '../../local/ec2/events.ts';

const ENDED = {
  source: ['aws.ec2'],
  'detail-type': ['EC2 Instance State-change Notification'],
  detail: { state: ['stopped', 'terminated'] },
};

describe('matchesPattern', () => {
  it('selects an event whose fields are all among the values listed', () => {
    expect(matchesPattern(ENDED, stateChange('i-1', 'terminated'))).toBe(true);
  });

  it('selects no event that differs in one field', () => {
    expect(matchesPattern(ENDED, stateChange('i-1', 'running'))).toBe(false);
    expect(matchesPattern(ENDED, interruptionWarning('i-1'))).toBe(false);
  });

  it('selects no event that lacks a field', () => {
    expect(matchesPattern({ detail: { other: ['x'] } }, stateChange('i-1', 'running'))).toBe(false);
  });
});
