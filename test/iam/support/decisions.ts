/** What the emulator decided about the callers of the service, and what their policies say. */
import { readFileSync } from 'node:fs';
import {
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, onTestFinished } from 'vitest';
import { clientSettings } from '../../../local/clients.ts';
import { iamDecisionsFile } from '../../../local/processes/cloud.ts';
import { stack } from '../../end-to-end/support/client.ts';

export type Decision = { principal: string; access_key: string; action: string; resource: string; allowed: boolean };
export type Statement = { Effect: string; Action: string | string[]; Resource: string | string[]; Condition?: object };
export type RolePolicy = { role: string; name: string; statements: Statement[] };

export const ROLES = ['Api', 'ProcessUpload', 'Reconcile', 'DeliverWebhook', 'Workers'] as const;
/** Of the Lambdas that tell clients of jobs while they go on. */
export const LIVE_ROLES = ['LiveEvents', 'LiveSocket', 'LiveFanOut'] as const;
export type Role = (typeof ROLES | typeof LIVE_ROLES)[number];

export const iam = new IAMClient(clientSettings(stack.endpoint_url));

/** All decisions so far about sessions of a role. */
export function decisionsAbout(role: Role): Decision[] {
  return decisionsOn(new RegExp(`:assumed-role/[^/]*-${role}Role[^/]*/`));
}

/** All decisions so far about a user. */
export function decisionsOf(user: string): Decision[] {
  return decisionsOn(new RegExp(`:user/${user}$`));
}

function decisionsOn(caller: RegExp): Decision[] {
  const lines = readFileSync(iamDecisionsFile(stack.logs), 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as Decision).filter(({ principal }) => caller.test(principal));
}

/** All that a role may do, as its policies stand in the emulator. */
export async function policyOf(role: Role): Promise<Pick<RolePolicy, 'statements'>> {
  return { statements: (await policiesOf(role)).flatMap(({ statements }) => statements) };
}

async function policiesOf(role: Role): Promise<RolePolicy[]> {
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  const name = Roles.map(({ RoleName = '' }) => RoleName).find((one) => one.includes(`-${role}Role`));
  if (!name) throw new Error(`the emulator has no role for ${role}; it has ${Roles.map((one) => one.RoleName)}`);
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: name }));
  return Promise.all(PolicyNames.map((policy) => readPolicy(name, policy)));
}

async function readPolicy(role: string, name: string): Promise<RolePolicy> {
  const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: name }));
  const { Statement: statements } = JSON.parse(decodeURIComponent(PolicyDocument)) as { Statement: Statement[] };
  return { role, name, statements };
}

async function putPolicy({ role, name, statements }: RolePolicy): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: name, PolicyDocument }));
}

/** The actions that a role was refused so far. */
export const refusedTo = (role: Role) =>
  decisionsAbout(role)
    .filter(({ allowed }) => !allowed)
    .map(({ action }) => action);

/** What a role may do and did not so far: each action, on each resource that it is allowed on. */
export async function unusedRights(role: Role): Promise<{ action: string; resource: string }[]> {
  const done = decisionsAbout(role).filter(({ allowed }) => allowed);
  const { statements } = await policyOf(role);
  const rights = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(rightsIn);
  return rights.filter((right) => !done.some((one) => one.action === right.action && covers(right, one)));
}

const rightsIn = ({ Action, Resource }: Statement) =>
  [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ action, resource })));

function covers(right: { resource: string }, { resource }: Decision): boolean {
  const parts = right.resource.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(resource);
}

/** Takes the statements away that allow a role an action on such a resource, until the test is over or `putBack` is called. */
export async function takeFrom(role: Role, action: string, resource = ''): Promise<() => Promise<void>> {
  const policies = await policiesOf(role);
  const allows = ({ Action, Resource }: Statement) =>
    [Action].flat().includes(action) && [Resource].flat().some((one) => one.includes(resource));
  const touched = policies.filter(({ statements }) => statements.some(allows));
  expect(touched.length).toBeGreaterThan(0);
  const putBack = async () => void (await Promise.all(touched.map(putPolicy)));
  onTestFinished(putBack);
  const without = (policy: RolePolicy) => ({ ...policy, statements: policy.statements.filter((one) => !allows(one)) });
  await Promise.all(touched.map((policy) => putPolicy(without(policy))));
  return putBack;
}
