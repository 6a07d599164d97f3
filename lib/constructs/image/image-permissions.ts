/**
 * What the two roles of the image's making may do. AWS has managed policies for both; these are their statements, without
 * what an image without containers, and without secrets of the account, does not need.
 */
import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Asset } from 'aws-cdk-lib/aws-s3-assets';

const ours = { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } };

/** The instance that is built on and tested: Image Builder drives it through Systems Manager. */
export function buildInstanceStatements(stack: Stack, assets: readonly Asset[]): PolicyStatement[] {
  return [
    // AmazonSSMManagedInstanceCore, but for reading parameters, which hold other people's secrets.
    new PolicyStatement({
      actions: [
        'ssm:DescribeAssociation',
        'ssm:DescribeDocument',
        'ssm:GetDeployablePatchSnapshotForInstance',
        'ssm:GetDocument',
        'ssm:GetManifest',
        'ssm:ListAssociations',
        'ssm:ListInstanceAssociations',
        'ssm:PutComplianceItems',
        'ssm:PutConfigurePackageResult',
        'ssm:PutInventory',
        'ssm:UpdateAssociationStatus',
        'ssm:UpdateInstanceAssociationStatus',
        'ssm:UpdateInstanceInformation',
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
        // Of EC2InstanceProfileForImageBuilder; components of Amazon's have no account to narrow this to.
        'imagebuilder:GetComponent',
      ],
      resources: ['*'],
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
      resources: assets.map((asset) => asset.bucket.arnForObjects(asset.s3ObjectKey)),
    }),
  ];
}

/** EC2ImageBuilderLifecycleExecutionPolicy, as far as deleting machine images goes. */
export function lifecycleStatements(stack: Stack): PolicyStatement[] {
  const ec2 = (type: string) => stack.formatArn({ service: 'ec2', account: '', resource: type, resourceName: '*' });
  return [
    new PolicyStatement({
      actions: ['ec2:DeregisterImage', 'ec2:DescribeImageAttribute'],
      resources: [ec2('image')],
      conditions: ours,
    }),
    new PolicyStatement({ actions: ['ec2:DeleteSnapshot'], resources: [ec2('snapshot')], conditions: ours }),
    new PolicyStatement({
      actions: ['ec2:DescribeImages', 'tag:GetResources', 'imagebuilder:DeleteImage'],
      resources: ['*'],
    }),
  ];
}
