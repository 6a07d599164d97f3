import { describe, expect, it } from 'vitest';
import { SubnetMap } from '../../local/ec2/subnet-map.ts';

const moto = [
  { id: 'subnet-m1', zone: 'us-east-1a' },
  { id: 'subnet-m2', zone: 'us-east-1b' },
];

describe('SubnetMap', () => {
  it('replaces the subnets of a request by those of the same zone', () => {
    const map = new SubnetMap([{ id: 'subnet-s2', zone: 'us-east-1b' }], moto);
    const form = new URLSearchParams({ Action: 'CreateFleet', 'Overrides.1.SubnetId': 'subnet-s2', Note: 'subnet' });
    expect(Object.fromEntries(map.toMoto(form))).toEqual({
      Action: 'CreateFleet',
      'Overrides.1.SubnetId': 'subnet-m2',
      Note: 'subnet',
    });
  });

  it('pairs the rest in order', () => {
    const map = new SubnetMap([{ id: 'subnet-s1', zone: 'elsewhere' }], moto);
    expect(map.toMoto(new URLSearchParams({ Id: 'subnet-s1' })).get('Id')).toBe('subnet-m1');
  });

  it('gives answers the ids that the caller knows', () => {
    const map = new SubnetMap([{ id: 'subnet-s1', zone: 'us-east-1a' }], moto);
    expect(map.fromMoto('<subnetId>subnet-m1</subnetId>')).toBe('<subnetId>subnet-s1</subnetId>');
  });
});
