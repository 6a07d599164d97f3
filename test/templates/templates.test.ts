/** Every template before four checkers: no errors but those that docs/decisions/018 keeps. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CfnMetricFilter } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageApp } from '../support/stage-app.ts';
import { DECISIONS, isKept, unneeded } from './accepted.ts';
import { cdkNag, cdkPreflight, cfnLint, checkov, type Finding, inWords } from './checkers.ts';

/** All that a stage may switch on, so that no resource stays out of sight. */
const EVERYTHING = {
  alarms: { email: 'operator@example.com' },
  volumeInitializationMibps: 300,
  bucketName: 'my-audio',
};

const { app: production } = stageApp('production', EVERYTHING);
const { app: local } = stageApp('local');
const bad = badApp();

/** By whom, of which app. The local stage never goes to an account: its templates have to be valid, no more. */
let findings: { production: Finding[]; local: Finding[]; bad: Finding[] };

beforeAll(async () => {
  const files = [...templatesOf(production), ...templatesOf(bad)];
  const [fromCheckov, fromCfnLint] = await Promise.all([checkov(files), cfnLint([...files, ...templatesOf(local)])]);
  const fromPreflight = [...cdkPreflight(files, 'eu-north-1'), ...cdkPreflight(templatesOf(local), 'us-east-1')];
  const inFiles = [...fromCheckov, ...fromCfnLint, ...fromPreflight];
  const isBad = ({ at }: Finding) => at.startsWith('Bad ');
  const isLocal = ({ at }: Finding) => /^\S+-local /.test(at);
  findings = {
    production: [...cdkNag(production), ...inFiles.filter((one) => !isBad(one) && !isLocal(one))],
    local: inFiles.filter(isLocal),
    bad: [...cdkNag(bad), ...inFiles.filter(isBad)],
  };
});

describe('the templates', () => {
  it('have no error that is not kept for a reason', () => {
    expect(findings.production.filter((finding) => !isKept(finding)).map(inWords)).toEqual([]);
  });

  it('still need every exception', () => {
    expect(unneeded(findings.production)).toEqual([]);
  });

  it('are valid in the local stage too', () => {
    expect(findings.local.map(inWords)).toEqual([]);
  });

  it('are kept from perfection by five decisions at most, at each place for a reason', () => {
    expect(DECISIONS.length).toBeLessThanOrEqual(5);
    for (const { because } of DECISIONS.flatMap(({ kept }) => kept)) expect(because.length).toBeGreaterThan(20);
  });
});

describe('a bad resource', () => {
  it.each([
    ['cdk-nag', 'AwsSolutions-S10', /^Bad\/Bucket$/],
    ['checkov', 'CKV_AWS_24', /^Bad AWS::EC2::SecurityGroup\.Open$/],
    ['cdk-preflight', 'pf-logs-filter-pattern-bracket', /^Bad Metric$/],
    ['cfn-lint', 'E3030', /^Bad Resources\/Bucket\/Properties\/OwnershipControls/],
  ])('is told by %s as %s', (tool, rule, at) => {
    expect(findings.bad).toContainEqual(expect.objectContaining({ tool, rule, at: expect.stringMatching(at) }));
  });

  it('is not among what is kept', () => {
    expect(findings.bad.filter(isKept)).toEqual([]);
  });
});

/** A bucket without TLS and with an unknown kind of ownership, a group that is open to the world, a pattern that never ends. */
function badApp(): App {
  const folder = mkdtempSync(join(tmpdir(), 'bad-app-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const app = new App({ outdir: folder });
  const stack = new Stack(app, 'Bad');
  new CfnBucket(stack, 'Bucket', { ownershipControls: { rules: [{ objectOwnership: 'Nobody' }] } });
  new CfnMetricFilter(stack, 'Metric', {
    logGroupName: 'group',
    filterPattern: '[time, level',
    metricTransformations: [{ metricName: 'a', metricNamespace: 'b', metricValue: '1' }],
  });
  new CfnSecurityGroup(stack, 'Open', {
    groupDescription: 'open',
    securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, cidrIp: '0.0.0.0/0' }],
  });
  return app;
}

function templatesOf(app: App): string[] {
  const folder = app.synth().directory;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.template.json'))
    .map((name) => join(folder, name));
}
