import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { defineService } from '../../lib/service.ts';
import { loadStage } from '../../lib/stages/index.ts';

const LAMBDAS = ['api', 'process-upload', 'reconcile', 'deliver-webhook'];

export type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };

/**
 * Both stacks of a stage, made from stand-ins for the bundles, so that no build has to come first. Without the CDK's own
 * validation, which takes seconds: `cdk synth` runs it, and its findings are errors there.
 */
export function synthesize(stage: string, overrides: object = {}) {
  vi.stubEnv('CDK_VALIDATION', 'false');
  const folder = mkdtempSync(join(tmpdir(), 'infra-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const codeRoot = join(folder, 'dist');
  for (const name of LAMBDAS) {
    mkdirSync(join(codeRoot, name), { recursive: true });
    writeFileSync(join(codeRoot, name, 'index.mjs'), `// bundle of ${name}\n`);
  }
  mkdirSync(join(codeRoot, 'worker'), { recursive: true });
  for (const name of ['worker', 'start']) writeFileSync(join(codeRoot, 'worker', `${name}.mjs`), `// ${name}\n`);
  const app = new App({ context: cdkJson.context, outdir: join(folder, 'cdk.out') });
  const stacks = defineService(app, { config: loadStage(stage, overrides), codeRoot });
  return {
    app,
    storage: Template.fromStack(stacks.storage),
    transcription: Template.fromStack(stacks.transcription),
    ...(stacks.image && { image: Template.fromStack(stacks.image) }),
  };
}

/** The only resource of a type whose logical id starts with `id`. */
export function resource(template: Template, type: string, id = ''): Resource {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.startsWith(id));
  if (found.length !== 1) throw new Error(`found ${found.length} of ${type} starting with "${id}", expected one`);
  return found[0]?.[1] as Resource;
}

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };

/** Every statement of the policies attached to a role, inline ones too. */
export function statementsOf(template: Template, roleId: string): Statement[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter((policy) =>
    policy['Properties'].Roles.some((role: { Ref: string }) => role.Ref.startsWith(roleId)),
  );
  const role = resource(template, 'AWS::IAM::Role', roleId);
  const inline = (role.Properties['Policies'] ?? []) as { PolicyDocument: { Statement: Statement[] } }[];
  return [
    ...policies.flatMap((policy) => policy['Properties'].PolicyDocument.Statement),
    ...inline.flatMap((policy) => policy.PolicyDocument.Statement),
  ];
}

/** The actions a role is allowed, sorted. */
export function actionsOf(template: Template, roleId: string): string[] {
  const actions = statementsOf(template, roleId).flatMap((statement) => statement.Action);
  return [...new Set(actions)].sort();
}

/** A value with CloudFormation's functions flattened into readable text: `${LogicalId.Arn}`. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [name, argument] = Object.entries(value)[0] ?? [];
  if (name === 'Fn::Join') return (argument[1] as unknown[]).map(text).join(argument[0]);
  if (name === 'Fn::GetAtt') return `\${${argument.join('.')}}`;
  if (name === 'Fn::ImportValue') return `\${${argument}}`;
  if (name === 'Fn::Base64') return text(argument);
  if (name === 'Fn::Sub') return argument;
  if (name === 'Ref') return `\${${argument}}`;
  throw new Error(`cannot read ${JSON.stringify(value)}, expected text, Join, GetAtt, ImportValue, Base64, Sub or Ref`);
}
