/**
 * What the two roles of the image's making may do. For the first AWS has managed policies; what is left out of them, and why,
 * stands in test/infra/managed-policies.
 */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';

/** The instance that is built on and tested: Image Builder drives it through Systems Manager. */
export function buildInstanceStatements(stack: Stack, assets: readonly Asset[]): PolicyStatement[] {
  const own = (service: string, resource: string) => stack.formatArn({ service, resource, resourceName: '*' });
  return [
    // AmazonSSMManagedInstanceCore, but for reading parameters, which hold other people's secrets: what AWS lets nobody narrow,
    new PolicyStatement({
      actions: [
        'ssm:GetDeployablePatchSnapshotForInstance',
        'ssm:GetManifest',
        'ssm:ListAssociations',
        'ssm:PutConfigurePackageResult',
        'ssm:PutInventory',
        'ssmmessages:CreateControlChannel',
        'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel',
        'ssmmessages:OpenDataChannel',
        'ec2messages:AcknowledgeMessage',
        'ec2messages:DeleteMessage',
        'ec2messages:FailMessage',
        'ec2messages:GetEndpoint',
        'ec2messages:GetMessages',
        'ec2messages:SendReply',
      ],
      resources: ['*'],
    }),
    // and the rest of it, for this account, and for documents of Amazon's, which have no account.
    new PolicyStatement({
      actions: [
        'ssm:DescribeAssociation',
        'ssm:DescribeDocument',
        'ssm:GetDocument',
        'ssm:ListInstanceAssociations',
        'ssm:PutComplianceItems',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceAssociationStatus',
        'ssm:UpdateInstanceInformation',
      ],
      resources: [
        own('ec2', 'instance'),
        own('ssm', 'managed-instance'),
        own('ssm', 'association'),
        own('ssm', 'document'),
        stack.formatArn({ service: 'ssm', account: '', resource: 'document', resourceName: '*' }),
      ],
    }),
    // Of EC2InstanceProfileForImageBuilder; components of Amazon's are in an account called "aws".
    new PolicyStatement({
      actions: ['imagebuilder:GetComponent'],
      resources: [stack.formatArn({ service: 'imagebuilder', account: '*', resource: 'component', resourceName: '*' })],
    }),
    new PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [
        stack.formatArn({
          service: 'logs',
          resource: 'log-group',
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          resourceName: '/aws/imagebuilder/*',
        }),
      ],
    }),
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: [
        ...assets.map((asset) => asset.bucket.arnForObjects(asset.s3ObjectKey)),
        // Where Image Builder keeps what it has an instance run.
        stack.formatArn({ service: 's3', region: '', account: '', resource: 'ec2imagebuilder*' }),
      ],
    }),
  ];
}

/** Who deletes old images: of the stage's name, and the snapshots that Image Builder made for them. */
export function oldImagesStatements(stack: Stack, name: string, imageParameter: string): PolicyStatement[] {
  const ec2 = (type: string) => stack.formatArn({ service: 'ec2', account: '', resource: type, resourceName: '*' });
  return [
    new PolicyStatement({
      actions: ['ec2:DeregisterImage'],
      resources: [ec2('image')],
      conditions: { StringEquals: { 'aws:ResourceTag/Name': name } },
    }),
    new PolicyStatement({
      actions: ['ec2:DeleteSnapshot'],
      resources: [ec2('snapshot')],
      conditions: { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } },
    }),
    new PolicyStatement({
      actions: ['ssm:GetParameter'],
      resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: imageParameter.slice(1) })],
    }),
    // EC2 lets no Describe call be narrowed to a resource.
    new PolicyStatement({ actions: ['ec2:DescribeImages'], resources: ['*'] }),
  ];
}
