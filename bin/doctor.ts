/**
 * Says what an account lacks to run a stage, and what to do about each thing. Reads only. Exit code 1 if anything is
 * missing or cannot be seen.
 *
 *   npm run doctor -- [--stage NAME] [--overrides JSON] [--json]
 */
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { StageConfig } from '../lib/stage-config.ts';
import { loadStage } from '../lib/stages/index.ts';
import { accountChecks } from './doctor/account.ts';
import { deploymentChecks } from './doctor/deployment.ts';
import { examine, isFine, type NamedFinding } from './doctor/finding.ts';
import { imageChecks } from './doctor/image.ts';
import { keyChecks } from './doctor/keys.ts';
import { report } from './doctor/report.ts';
import { zoneChecks } from './doctor/zones.ts';

/** Nobody waits minutes for the word that something does not answer. */
const PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'production' },
    overrides: { type: 'string', default: '{}' },
    json: { type: 'boolean', default: false },
  },
});

function examineStage(config: StageConfig): Promise<NamedFinding[]> {
  const settings = { region: config.region, ...PATIENCE };
  const clients = {
    sts: new STSClient(settings),
    ssm: new SSMClient(settings),
    ec2: new EC2Client(settings),
    quotas: new ServiceQuotasClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined }),
  };
  const parts = [accountChecks, zoneChecks, keyChecks, imageChecks, deploymentChecks];
  const checks = parts.flatMap((checksOf) => checksOf(config, clients));
  return examine(checks);
}

const findings = await examineStage(loadStage(values.stage, values.overrides));
process.stdout.write(values.json ? `${JSON.stringify(findings, null, 2)}\n` : report(values.stage, findings));
process.exitCode = findings.every(isFine) ? 0 : 1;
