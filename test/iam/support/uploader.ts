/** A client of the service as its operator sets one up: an IAM user with the upload policy and nothing else. */
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  ListPoliciesCommand,
} from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from '../../../local/clients.ts';
import { stack, uniqueName } from '../../end-to-end/support/client.ts';
import { iam } from './decisions.ts';

export async function givenUploader(): Promise<S3Client> {
  const UserName = uniqueName('client');
  await iam.send(new CreateUserCommand({ UserName }));
  const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const policy = Policies.find(({ PolicyName = '' }) => PolicyName.includes('ClientUploadPolicy'));
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: policy?.Arn ?? '' }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const credentials = { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  return new S3Client({ ...clientSettings(stack.endpoint_url), credentials });
}
