/** The account: who asks, whether the CDK may deploy, and how many GPU instances AWS grants. */
import { type _InstanceType, DescribeInstanceTypesCommand, type EC2Client } from '@aws-sdk/client-ec2';
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  NoSuchResourceException,
  type ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';

export type AccountClients = { sts: STSClient; ec2: EC2Client; quotas: ServiceQuotasClient; ssm: SSMClient };

/** "All G and VT Spot Instance Requests" and "Running On-Demand G and VT instances", in vCPUs; 0 in a new account. */
const QUOTAS = { spot: 'L-3819A6DF', 'on-demand': 'L-DB2E81BA' } as const;
/** "Concurrent executions" of Lambda: 1,000 in most accounts, 10 in a new one. */
const CONCURRENT_LAMBDAS = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };
/** Ten slow webhooks at once still leave the API its share; and AWS reserves nothing that would leave fewer (`PutFunctionConcurrency`). */
const ENOUGH_LAMBDAS = 100;
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version';

export function accountChecks(config: StageConfig, clients: AccountClients): Check[] {
  const markets = new Set([...config.markets, ...(config.image.build ? (['on-demand'] as const) : [])]);
  return [
    { name: 'credentials', look: () => identity(config, clients.sts) },
    { name: 'bootstrap', look: () => bootstrap(config, clients.ssm) },
    { name: 'quota, Lambda', look: () => lambdaQuota(config, clients.quotas) },
    ...[...markets].map((market) => ({ name: `quota, ${market}`, look: () => quota(market, config, clients) })),
  ];
}

async function identity({ region }: StageConfig, sts: STSClient): Promise<Finding> {
  const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
  return ok(`account ${Account} as ${Arn}, region ${region}`);
}

async function bootstrap({ region }: StageConfig, ssm: SSMClient): Promise<Finding> {
  const version = await parameter(ssm, BOOTSTRAP);
  if (version) return ok(`the CDK's toolkit, version ${version}`);
  return wrong(
    `no parameter ${BOOTSTRAP}`,
    "the CDK's toolkit in this region",
    `npx cdk bootstrap aws://ACCOUNT/${region}`,
  );
}

async function lambdaQuota({ region, live }: StageConfig, quotas: ServiceQuotasClient): Promise<Finding> {
  const granted = await quotaOf(quotas, CONCURRENT_LAMBDAS);
  const { reservedConcurrency: reserved = 0 } = live;
  const found = `${granted} Lambdas at once${reserved > 0 ? `, of which the stage reserves ${reserved} (live.reservedConcurrency)` : ''}`;
  if (granted - reserved >= ENOUGH_LAMBDAS) return ok(found);
  const needed = ENOUGH_LAMBDAS + reserved;
  const increase = `aws service-quotas request-service-quota-increase --region ${region} --service-code lambda --quota-code ${CONCURRENT_LAMBDAS.QuotaCode} --desired-value ${Math.max(1000, needed)}`;
  if (reserved > 0) {
    const why = `${found}: AWS refuses the deployment, as fewer than ${ENOUGH_LAMBDAS} are left for the rest`;
    return wrong(why, `at least ${needed}`, `leave live.reservedConcurrency out of the stage, or ${increase}`);
  }
  return warning(
    `${found}: a burst of slow webhooks makes the API answer 429 and 500`,
    `at least ${ENOUGH_LAMBDAS}`,
    increase,
  );
}

async function quota(
  market: keyof typeof QUOTAS,
  config: StageConfig,
  { ec2, quotas }: AccountClients,
): Promise<Finding> {
  const asked = { ServiceCode: 'ec2', QuotaCode: QUOTAS[market] };
  const [granted, vcpus] = await Promise.all([quotaOf(quotas, asked), smallestWorker(ec2, config)]);
  const workers = Math.floor(granted / vcpus);
  const found = `${granted} vCPUs for G and VT instances: ${workers} worker(s) of ${vcpus}; the stage allows ${config.maxWorkers}`;
  if (workers >= 1) return ok(found);
  return wrong(
    found,
    `at least ${vcpus}, better ${vcpus * config.maxWorkers}`,
    `aws service-quotas request-service-quota-increase --region ${config.region} --service-code ec2 --quota-code ${QUOTAS[market]} --desired-value ${vcpus * config.maxWorkers}`,
  );
}

type Question = { ServiceCode: string; QuotaCode: string };

async function quotaOf(quotas: ServiceQuotasClient, question: Question): Promise<number> {
  // An account that never had another value has none of its own.
  const { Quota } = await quotas.send(new GetServiceQuotaCommand(question)).catch((error) => {
    if (error instanceof NoSuchResourceException) return quotas.send(new GetAWSDefaultServiceQuotaCommand(question));
    throw error;
  });
  return Quota?.Value ?? 0;
}

async function smallestWorker(ec2: EC2Client, { instanceTypes }: StageConfig): Promise<number> {
  const question = new DescribeInstanceTypesCommand({ InstanceTypes: instanceTypes as _InstanceType[] });
  const { InstanceTypes = [] } = await ec2.send(question);
  return Math.min(...InstanceTypes.map(({ VCpuInfo }) => VCpuInfo?.DefaultVCpus ?? Number.POSITIVE_INFINITY));
}

/** Undefined when there is none of that name. */
export async function parameter(ssm: SSMClient, Name: string): Promise<string | undefined> {
  try {
    return (await ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
