/** `npm run doctor`: what an account lacks to run a stage, and what to do about each thing. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { type StageConfig, StageConfigError } from '../lib/stage-config.ts';
import { loadStage } from '../lib/stages/index.ts';
import { commandLine, examples } from '../local/command-line.ts';
import { runCommand } from '../local/endings.ts';
import { accountChecks } from './doctor/account.ts';
import { bucketChecks } from './doctor/buckets.ts';
import { deploymentChecks } from './doctor/deployment.ts';
import { examine, isFine, type NamedFinding } from './doctor/finding.ts';
import { imageChecks } from './doctor/image.ts';
import { keyChecks } from './doctor/keys.ts';
import { report } from './doctor/report.ts';
import { zoneChecks } from './doctor/zones.ts';

/** Nobody waits minutes for the word that something does not answer. */
const PATIENCE = { maxAttempts: 2, requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000 } };

const ABOUT = `Says what an account lacks to run a stage, and what to do about each thing. Reads only.

Exit codes: 0 the stage has all it needs; 1 something is missing or cannot be seen; 2 the command line is wrong.`;

const line = commandLine('npm run doctor --', ABOUT)
  .option('--stage <name>', 'a stage of lib/stages', 'production')
  .option('--overrides <json>', 'fields of the stage file that are to be otherwise', '{}')
  .option('--json', 'what was found as JSON')
  .addHelpText(
    'after',
    examples('npm run doctor', `npm run doctor -- --stage production --overrides '{"markets":["spot"]}' --json`),
  );

await runCommand(async () => {
  const { stage, overrides, json } = line.parse().opts();
  const findings = await examineStage(stageOf(stage, overrides));
  process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : report(stage, findings));
  return findings.every(isFine) ? 0 : 1;
});

function stageOf(name: string, overrides: string): StageConfig {
  try {
    return loadStage(name, overrides);
  } catch (error) {
    if (error instanceof StageConfigError) line.error(`error: ${error.message}`);
    throw error;
  }
}

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
  const parts = [accountChecks, zoneChecks, keyChecks, imageChecks, deploymentChecks, bucketChecks];
  const checks = parts.flatMap((checksOf) => checksOf(config, clients));
  return examine(checks);
}
