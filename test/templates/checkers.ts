/** The four checkers of templates, each behind a function that answers with what it finds wrong. */
import { dirname, join } from 'node:path';
import type { App, IPolicyValidationContext } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
// Its public way fails a synthesis instead of saying what it found; the version is pinned.
import { PreflightEnforcePlugin } from 'cdk-preflight/lib/private/enforce.js';
import { BUNDLED_RULES } from 'cdk-preflight/lib/rules.generated.js';
import { silentProgress } from '../../local/progress.ts';
import { ensureCheckovEnvironment, ensurePythonEnvironments } from '../../local/python/environments.ts';
import { run } from '../support/run.ts';

/** `at` names stack and resource, and what about it where the rule says so. */
export type Finding = {
  tool: 'cdk-nag' | 'checkov' | 'cfn-lint' | 'cdk-preflight';
  rule: string;
  at: string;
  message: string;
};

const never = new AbortController().signal;

/** Errors of cdk-nag's rule pack AwsSolutions. */
export function cdkNag(app: App): Finding[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ ruleName, description, violatingResources }) => {
      const [, rule = ruleName, about = ''] = /^([^[]+)\[(.*)\]$/s.exec(ruleName) ?? [];
      return (violatingResources ?? []).map(({ constructPath }) => ({
        tool: 'cdk-nag' as const,
        rule,
        at: `${constructPath} ${about}`.trim(),
        message: description,
      }));
    });
}

type CheckovReport = {
  results: {
    failed_checks: { check_id: string; check_name: string; file_path: string; resource: string }[];
    parsing_errors: string[];
  };
};

/** All of checkov's checks of CloudFormation; nothing is downloaded and nobody is told. */
export async function checkov(templates: string[]): Promise<Finding[]> {
  const python = await ensureCheckovEnvironment(silentProgress, never);
  const options = ['--framework', 'cloudformation', '--skip-download', '--compact', '--quiet', '--output', 'json'];
  const program = [python, '-m', 'checkov.main', ...options, '--soft-fail', '--file', ...templates];
  const { output } = await run(program, { LOG_LEVEL: 'ERROR' });
  const { results } = parse<CheckovReport>(output, 'checkov');
  if (results.parsing_errors?.length) throw new Error(`checkov cannot read ${results.parsing_errors.join(', ')}`);
  return results.failed_checks.map(({ check_id, check_name, file_path, resource }) => ({
    tool: 'checkov',
    rule: check_id,
    at: `${stackOf(file_path)} ${resource}`,
    message: check_name,
  }));
}

type LintMatch = {
  Rule: { Id: string };
  Level: string;
  Filename: string;
  Location: { Path: (string | number)[] };
  Message: string;
};

/** Errors of cfn-lint: against CloudFormation's own schemas, which know names and values that the CDK lets through. */
export async function cfnLint(templates: string[]): Promise<Finding[]> {
  // Comes with the local cloud: moto parses templates with it.
  const { cloud } = await ensurePythonEnvironments(silentProgress, never);
  const { output } = await run([join(dirname(cloud), 'cfn-lint'), '--format', 'json', '--', ...templates]);
  return parse<LintMatch[]>(output, 'cfn-lint')
    .filter(({ Level }) => Level === 'Error')
    .map(({ Rule, Filename, Location, Message }) => ({
      tool: 'cfn-lint',
      rule: Rule.Id,
      at: `${stackOf(Filename)} ${Location.Path.join('/')}`,
      message: Message,
    }));
}

/** Errors of cdk-preflight: rules that fail a deployment on AWS, each of them reproduced there. */
export function cdkPreflight(templates: string[], region: string): Finding[] {
  const stackTemplates = templates.map((templatePath) => ({ templatePath }));
  const context = { stackTemplates, region } as unknown as IPolicyValidationContext;
  const { violations } = new PreflightEnforcePlugin(BUNDLED_RULES, false).validate(context);
  return violations
    .filter(({ severity }) => severity === 'error')
    .flatMap(({ ruleName, description, violatingResources }) =>
      (violatingResources ?? []).map(({ templatePath = '', resourceLogicalId }) => ({
        tool: 'cdk-preflight' as const,
        rule: ruleName,
        at: `${stackOf(templatePath)} ${resourceLogicalId}`,
        message: description,
      })),
    );
}

/** One line, as a failed test shows it. */
export const inWords = ({ tool, rule, at, message }: Finding) => `${tool} ${rule} at ${at}: ${message}`;

function stackOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.template\.json$/, '');
}

function parse<T>(output: string, tool: string): T {
  try {
    return JSON.parse(output) as T;
  } catch {
    throw new Error(`${tool} gave no report, expected JSON:\n${output.slice(0, 2000)}`);
  }
}
