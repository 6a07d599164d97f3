/** People and programs of the operator's, each an IAM user with nothing but what it was given. */
import { readFileSync } from 'node:fs';
import { APIGatewayClient, GetUsagePlansCommand } from '@aws-sdk/client-api-gateway';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  ListPoliciesCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { liveTableName, physicalName, stackNames, usagePlanName } from '../../../lib/names.ts';
import { clientSettings } from '../../../local/clients.ts';
import { stack, uniqueName } from '../../end-to-end/support/client.ts';
import { iam, policyOf, type Role, type Statement } from './decisions.ts';

type Credentials = { accessKeyId: string; secretAccessKey: string };

/** A client of the service as its operator sets one up: with the upload policy. */
export async function givenUploader(): Promise<S3Client> {
  const UserName = uniqueName('client');
  await iam.send(new CreateUserCommand({ UserName }));
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const policy = Policies.find(({ PolicyName = '' }) => PolicyName.includes('ClientUploadPolicy'));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: policy?.Arn ?? '' }));
  return s3As(await keyOf(UserName));
}

/** An operator with the policy that the runbook prints, made out to this stage. */
export async function givenOperator() {
  const UserName = uniqueName('operator');
  const statements = operatorStatements(await usagePlanId());
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'operator', PolicyDocument }));
  return { name: UserName, statements, credentials: await keyOf(UserName) };
}

/** Whoever has what one of the service's roles may do, and no more. */
export async function givenRightsOf(role: Role): Promise<S3Client> {
  const UserName = uniqueName(role);
  const { statements } = await policyOf(role);
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'rights', PolicyDocument }));
  return s3As(await keyOf(UserName));
}

export const s3As = (credentials: Credentials) => new S3Client({ ...clientSettings(stack.endpoint_url), credentials });

async function keyOf(UserName: string): Promise<Credentials> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

async function usagePlanId(): Promise<string> {
  const { items = [] } = await new APIGatewayClient(clientSettings(stack.endpoint_url)).send(
    new GetUsagePlansCommand({}),
  );
  return items.find(({ name }) => name === usagePlanName('local'))?.id ?? '';
}

function operatorStatements(planId: string): Statement[] {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
  const [, chapter = ''] = runbook.split('## Rights of an operator');
  const [, policy = ''] = /```json\n(.+?)```/s.exec(chapter) ?? [];
  const named = policy
    .replaceAll('BUCKET', stack.bucket)
    .replaceAll('USAGE_PLAN', planId)
    .replaceAll('table/transcription-jobs', `table/${stack.table}`)
    .replaceAll('table/transcription-live', `table/${liveTableName('local')}`)
    .replaceAll('stack/transcription/', `stack/${stackNames('local').transcription}/`)
    .replaceAll(/(?<=:sqs:.*)transcription-(uploads|jobs|deliveries)/g, (name) => physicalName(name, 'local'))
    .replaceAll('"production"', '"local"');
  return JSON.parse(named).Statement;
}
