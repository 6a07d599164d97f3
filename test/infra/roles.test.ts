import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { grantsOf } from './grants.ts';
import { IMAGE, SERVICE } from './rights.ts';
import { synthesize } from './synthesized.ts';

const { storage, transcription, image } = synthesize('production');
const granted = { ...grantsOf(transcription), ...grantsOf(storage), ...grantsOf(image as Template) };

describe.each([
  ['storage', storage, {}],
  ['transcription', transcription, SERVICE],
  ['worker image', image as Template, IMAGE],
])('the %s stack', (_name, template, rights) => {
  const grants = grantsOf(template);

  it('has these roles and managed policies', () => {
    expect(Object.keys(grants).sort()).toEqual(Object.keys(rights).sort());
  });

  it.each(Object.entries(rights))('%s may do exactly this', (role, may) => {
    expect(grants[role]).toEqual(may);
  });
});

describe('in no role', () => {
  const all = Object.values(granted).flatMap((grants) =>
    Object.entries(grants).flatMap(([on, actions]) => actions.split(' ').map((action) => ({ on, action }))),
  );

  it('is an action a wildcard', () => {
    expect(all.filter(({ action }) => action.includes('*'))).toEqual([]);
  });

  it('is something allowed on everything that AWS lets be narrowed', () => {
    const everywhere = all.filter(({ on }) => on.startsWith('*')).map(({ action }) => action);
    expect(everywhere.filter((action) => !NEVER_NARROWED.some((known) => known.test(action)))).toEqual([]);
  });

  it('is a managed policy of AWS, but in the helper that the CDK brings', () => {
    const holders = Object.entries(granted).filter(([, grants]) => Object.values(grants).includes('all of it'));
    expect(holders.map(([role]) => role)).toEqual(['CustomVpcRestrictDefaultSGCustomResourceProviderRole']);
  });
});

/**
 * Actions without resource types in AWS's Service Authorization Reference; and those of API Gateway's logs, whose role is
 * the account's one for all APIs, so that it cannot name log groups.
 */
const NEVER_NARROWED = [
  /^ec2:Describe(Instances|Images)$/,
  /^ec2messages:/,
  /^ssmmessages:/,
  /^ssm:(GetDeployablePatchSnapshotForInstance|GetManifest|ListAssociations|PutConfigurePackageResult|PutInventory)$/,
  /^logs:(CreateLogGroup|CreateLogStream|DescribeLogGroups|DescribeLogStreams|FilterLogEvents|GetLogEvents|PutLogEvents)$/,
];
