/**
 * Our roles beside AWS's managed policies for the same work: what those allow, ours do too, or it is said why not. The policies
 * are copies (test/fixtures/managed-policies, conditions left out), each with the day on which it was read.
 */
import { readFileSync } from 'node:fs';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { grantsOf } from './grants.ts';
import { synthesize } from './synthesized.ts';

type Statement = { Action: string[]; Resource: string | string[] };
type Omission = { actions: string[]; on?: RegExp; because: string };

const { transcription, image } = synthesize('production');
const grants = { ...grantsOf(transcription), ...grantsOf(image as Template) };

const ROLES: { role: string; policies: string[]; omissions: Omission[] }[] = [
  {
    role: 'ImageBuildRole',
    policies: ['AmazonSSMManagedInstanceCore', 'EC2InstanceProfileForImageBuilder'],
    omissions: [
      {
        actions: ['ssm:GetParameter', 'ssm:GetParameters'],
        because: 'parameters hold other people’s secrets; no step reads one',
      },
      {
        actions: ['ec2:DescribeVolumes', 'ec2:DescribeSnapshots', 'ec2:CreateSnapshot', 'ec2:CreateTags'],
        because: 'for snapshots that the instance makes of its own volumes, as Windows and macOS images do',
      },
      { actions: ['s3:GetObject'], on: /\.iso$/i, because: 'for images that are imported from ISO files' },
      { actions: ['imagebuilder:GetMarketplaceResource'], because: 'the recipe has no component of the Marketplace' },
      { actions: ['kms:Decrypt'], because: 'the component is encrypted with no key of the account' },
    ],
  },
  { role: 'HttpLoggingRole', policies: ['AmazonAPIGatewayPushToCloudWatchLogs'], omissions: [] },
];

describe.each(ROLES)('$role', ({ role, policies, omissions }) => {
  const allowed = Object.entries(grants[role] ?? {}).flatMap(([on, actions]) =>
    actions.split(' ').map((action) => ({ action, on })),
  );
  const needed = policies
    .flatMap(statementsOf)
    .flatMap(({ Action, Resource }) => Action.flatMap((action) => [Resource].flat().map((on) => ({ action, on }))));
  const isOmitted = ({ action, on }: { action: string; on: string }) =>
    omissions.some((one) => one.actions.includes(action) && (one.on?.test(on) ?? true));

  it('may do what AWS’s policies for its work allow, but for what is left out for a reason', () => {
    const lacking = needed.filter((one) => !isOmitted(one) && !allowed.some((has) => covers(has, one)));
    expect(lacking).toEqual([]);
  });

  it('leaves nothing out that AWS’s policies do not have', () => {
    const known = needed.map(({ action }) => action);
    expect(omissions.flatMap(({ actions }) => actions).filter((action) => !known.includes(action))).toEqual([]);
    for (const { because } of omissions) expect(because.length).toBeGreaterThan(20);
  });
});

/** Ours may name less of what AWS allows on everything; what AWS names itself, ours must name too. */
function covers(has: { action: string; on: string }, needs: { action: string; on: string }): boolean {
  const name = needs.on.replace(/^arn:aws:[^:]*:[^:]*:[^:]*:/, '');
  return has.action === needs.action && (needs.on === '*' || has.on === name);
}

function statementsOf(policy: string): Statement[] {
  const file = new URL(`../fixtures/managed-policies/${policy}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { Statement: Statement[] }).Statement;
}
