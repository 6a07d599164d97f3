/** A stage whose jobs may be of objects in other buckets. */
import { describe, expect, it } from 'vitest';
import { FurtherBucket, UserData } from '../../core/contracts/settings.ts';
import { loadStage } from '../../lib/stages/index.ts';
import { grantsOf } from './grants.ts';
import { SERVICE } from './rights.ts';
import { resource, synthesize, text } from './synthesized.ts';

const KEY = 'arn:aws:kms:eu-north-1:123456789012:key/0a1b2c3d';
const CALLS = { name: 'calls', prefix: '2026/', tenants: ['one'] };
const SHARED = { name: 'shared', prefix: '', tenants: 'all' };
const { transcription } = synthesize('production', {
  furtherBuckets: [CALLS, { name: SHARED.name, tenants: SHARED.tenants, keyArn: KEY }],
});

describe('a stage with further buckets', () => {
  it('lets workers get objects below the prefixes, with the key that is named, and nobody else and nothing else', () => {
    expect(grantsOf(transcription)).toEqual({
      ...SERVICE,
      WorkersRole: {
        ...SERVICE['WorkersRole'],
        'calls/2026/*': 's3:GetObject',
        'shared/*': 's3:GetObject',
        [`anyone's key/0a1b2c3d if kms:ViaService StringEquals s3.eu-north-1.\${AWS::URLSuffix}`]: 'kms:Decrypt',
      },
    });
  });

  it('tells the API and the workers whose they are, and no key', () => {
    const api = resource(transcription, 'AWS::Lambda::Function', 'ApiFunction').Properties;
    const { Variables } = api['Environment'] as { Variables: Record<string, string> };
    expect(FurtherBucket.array().parse(JSON.parse(Variables['FURTHER_BUCKETS'] ?? ''))).toEqual([CALLS, SHARED]);
    const template = resource(transcription, 'AWS::EC2::LaunchTemplate').Properties['LaunchTemplateData'];
    const told = UserData.parse(JSON.parse(text((template as { UserData: unknown }).UserData)));
    expect(told.further_buckets).toEqual([CALLS, SHARED]);
  });
});

describe('a stage file is refused', () => {
  it.each([
    ['without whose it is', { name: 'calls' }, /furtherBuckets\.0\.tenants: expected the tenants that may name/],
    ['with nobody whose it is', { name: 'calls', tenants: [] }, /furtherBuckets\.0\.tenants/],
    ['with everybody by another word', { name: 'calls', tenants: '*' }, /or 'all'/],
    [
      'with a prefix that is no folder',
      { ...CALLS, prefix: '2026' },
      /prefix: expected a prefix that ends with a slash/,
    ],
    ['with a pattern', { ...CALLS, prefix: '*/' }, /prefix: expected/],
    ['with an address', { ...CALLS, name: 's3://calls' }, /name: expected the name of a bucket/],
    ['with an alias of a key', { ...CALLS, keyArn: 'alias/calls' }, /keyArn: expected the ARN of a KMS key/],
    ['with more than an environment holds', { ...CALLS, tenants: ['t'.repeat(900)] }, /at most 800 characters as JSON/],
  ])('%s', (_what, bucket, message) => {
    expect(() => loadStage('production', { furtherBuckets: [bucket] })).toThrow(message);
  });

  it('with its own bucket', () => {
    const overrides = { bucketName: 'calls', furtherBuckets: [CALLS] };
    expect(() => loadStage('production', overrides)).toThrow(/other buckets than the stage's own/);
  });
});
