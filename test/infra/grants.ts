/** What the roles and managed policies of a template may do, in words that a person can check. */
import type { Template } from 'aws-cdk-lib/assertions';
import { text } from './synthesized.ts';

/** A resource, with the condition there is, and the actions allowed on it. */
export type Grants = Record<string, string>;
type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};
type Policy = { PolicyDocument: { Statement: Statement[] } };
type Entry = [resource: string, actions: string[]];
type RoleProperties = { ManagedPolicyArns?: unknown[]; Policies?: Policy[] };

/** Of every role and every managed policy, by its logical id. */
export function grantsOf(template: Template): Record<string, Grants> {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).map(([id, role]) => {
    const { ManagedPolicyArns = [], Policies = [] } = role['Properties'] as RoleProperties;
    const managed = ManagedPolicyArns.map((arn): Entry => [text(arn).replace(/^.*policy\//, ''), ['all of it']]);
    const own = [...Policies, ...attachedTo(template, id)].flatMap(entriesOf);
    return [withoutHash(id), merged([...managed, ...own])] as const;
  });
  const policies = Object.entries(template.findResources('AWS::IAM::ManagedPolicy')).map(
    ([id, policy]) => [withoutHash(id), merged(entriesOf(policy['Properties'] as Policy))] as const,
  );
  return Object.fromEntries([...roles, ...policies]);
}

function attachedTo(template: Template, roleId: string): Policy[] {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .map((policy) => policy['Properties'] as Policy & { Roles: { Ref: string }[] })
    .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === roleId));
}

function entriesOf({ PolicyDocument }: Policy): Entry[] {
  return PolicyDocument.Statement.flatMap(({ Effect, Action, Resource, Condition = {} }) => {
    const actions = [Action].flat().map((action) => (Effect === 'Allow' ? action : `${Effect} ${action}`));
    const conditions = Object.entries(Condition).flatMap(conditionsInWords);
    return [Resource].flat().map((one): Entry => [[shortArn(one), ...conditions].join(' if '), actions]);
  });
}

function conditionsInWords([operator, keys]: [string, Record<string, unknown>]): string[] {
  return Object.entries(keys).map(
    ([key, value]) => `${key} ${operator} ${[value].flat().map(text).map(withoutHash).sort().join('|')}`,
  );
}

/** All that is allowed on a resource, whichever statements say so. */
function merged(entries: Entry[]): Grants {
  const all = new Map<string, Set<string>>();
  for (const [resource, actions] of entries) all.set(resource, new Set([...(all.get(resource) ?? []), ...actions]));
  return Object.fromEntries([...all].sort().map(([resource, actions]) => [resource, [...actions].sort().join(' ')]));
}

/** `arn:aws:ec2:REGION:ACCOUNT:fleet/*` as `fleet/*`; a resource of this or another stack by its logical id. */
function shortArn(resource: unknown): string {
  const arn = text(resource);
  const [, service = '', account = '', rest = ''] = /^arn:[^:]+:(\w+):[^:]*:([^:]*):(.+)$/.exec(withoutHash(arn)) ?? [];
  if (rest === '') return withoutHash(arn);
  return service !== 's3' && account !== 'ACCOUNT' ? `anyone's ${rest}` : rest;
}

/** The CDK ends logical ids with eight digits of a hash, and names of exports with two of them; files have 64. */
function withoutHash(words: string): string {
  return words
    .replace(/\$\{AWS::AccountId\}/g, 'ACCOUNT')
    .replace(/\$\{[^}]*:ExportsOutput(?:FnGetAtt|Ref)(\w+?)[0-9A-F]{8}(?:Arn)?[0-9A-F]{8}\}/g, '$1')
    .replace(/\$\{(\w+?)[0-9A-F]{8}(?:\.\w+)?\}/g, '$1')
    .replace(/^(\w+?)[0-9A-F]{8}$/, '$1')
    .replace(/[0-9a-f]{64}/g, 'SHA256');
}
