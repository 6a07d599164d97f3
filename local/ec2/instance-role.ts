/** The role of the stack's instances, and the credentials for it that EC2 puts into their metadata service. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientSettings } from '../clients.ts';
import type { DeployedStack } from '../deploy/stacks.ts';
import { resourcesOfType } from '../deploy/stacks.ts';
import { ACCOUNT } from '../environment.ts';
import { LocalStackError } from '../errors.ts';

/** As the metadata service answers. */
export type RoleCredentials = {
  Code: 'Success';
  Type: 'AWS-HMAC';
  LastUpdated: string;
  AccessKeyId: string;
  SecretAccessKey: string;
  Token: string;
  Expiration: string;
};

export type InstanceRole = { name: string; credentials: () => Promise<RoleCredentials> };

/** EC2 puts new ones there at least this long before the old ones expire. */
const RENEWED_BEFORE_MS = 5 * 60_000;

/** @throws LocalStackError unless the stacks have exactly one role for instances */
export function instanceRole(stacks: DeployedStack[], endpoint: string): InstanceRole {
  const name = roleOfInstances(stacks);
  const sts = new STSClient(clientSettings(endpoint));
  let latest: RoleCredentials | undefined;
  const credentials = async () => {
    if (latest && Date.parse(latest.Expiration) - Date.now() > RENEWED_BEFORE_MS) return latest;
    latest = await assume(sts, name);
    return latest;
  };
  return { name, credentials };
}

function roleOfInstances(stacks: DeployedStack[]): string {
  const roles = resourcesOfType(stacks, 'AWS::IAM::InstanceProfile').flatMap(
    ({ properties }) => (properties as { Roles: { Ref: string }[] }).Roles,
  );
  const [role, ...others] = resourcesOfType(stacks, 'AWS::IAM::Role').filter(({ logicalId }) =>
    roles.some(({ Ref }) => Ref === logicalId),
  );
  if (role && others.length === 0) return role.physicalId;
  throw new LocalStackError(`the stacks have ${roles.length} roles for instances, expected one`);
}

async function assume(sts: STSClient, role: string): Promise<RoleCredentials> {
  const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${role}`;
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'instance' }));
  return {
    Code: 'Success',
    Type: 'AWS-HMAC',
    LastUpdated: new Date().toISOString(),
    AccessKeyId: Credentials?.AccessKeyId ?? '',
    SecretAccessKey: Credentials?.SecretAccessKey ?? '',
    Token: Credentials?.SessionToken ?? '',
    Expiration: (Credentials?.Expiration ?? new Date()).toISOString(),
  };
}
