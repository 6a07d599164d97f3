import { Template } from 'aws-cdk-lib/assertions';
import { stageApp } from '../support/stage-app.ts';

export type Resource = { Type: string; Properties: Record<string, unknown>; DeletionPolicy?: string };

/** The templates of a stage. */
export function synthesize(stage: string, overrides: object = {}) {
  const { app, stacks } = stageApp(stage, overrides);
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
