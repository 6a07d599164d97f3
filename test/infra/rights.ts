/**
 * The whole of what each role may do: resource by resource, the actions, and the condition under which. Written by hand, so
 * that no right grows unseen. A resource is named by its logical id, or by its ARN without region and account.
 */
import type { Grants } from './grants.ts';

const WRITE_LOG = 'logs:CreateLogStream logs:PutLogEvents';
/** What Lambda's own poller needs to consume a queue with the function's role. */
const CONSUME =
  'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:GetQueueUrl sqs:ReceiveMessage';

const LIVE = 'dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:Query dynamodb:UpdateItem';
const READ_STREAM = 'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams';
const SOCKETS = 'arn:aws:execute-api:eu-north-1:ACCOUNT:LiveSocketsApi/live/*/@connections/*';
const ONLY_LOGS = 'LiveTable if dynamodb:LeadingKeys ForAllValues:StringLike job#*';

const TAG_WHAT_A_LAUNCH_MAKES = ' if ec2:CreateAction StringEquals CreateFleet|RunInstances';
const FIRST_LAUNCH = ' if iam:AWSServiceName StringEquals ec2fleet.amazonaws.com|spot.amazonaws.com';
const LAUNCH = 'ec2:CreateFleet ec2:RunInstances';
const LAUNCH_WORKERS: Grants = {
  "anyone's image/*": LAUNCH,
  "anyone's snapshot/*": LAUNCH,
  'fleet/*': LAUNCH,
  'instance/* if ec2:InstanceType StringEqualsIfExists g4dn.xlarge|g5.xlarge|g6.xlarge': 'ec2:CreateFleet',
  'instance/* if ec2:InstanceType StringEqualsIfExists g4dn.xlarge|g5.xlarge|g6.xlarge if ec2:LaunchTemplate ArnEquals arn:aws:ec2:eu-north-1:ACCOUNT:launch-template/WorkersLaunchTemplate':
    'ec2:RunInstances',
  'launch-template/WorkersLaunchTemplate': LAUNCH,
  'network-interface/*': LAUNCH,
  'security-group/NetworkWorkers': LAUNCH,
  'spot-instances-request/*': LAUNCH,
  'subnet/NetworkVpcworkersSubnet1Subnet': LAUNCH,
  'subnet/NetworkVpcworkersSubnet2Subnet': LAUNCH,
  'subnet/NetworkVpcworkersSubnet3Subnet': LAUNCH,
  'volume/*': LAUNCH,
  [`fleet/*${TAG_WHAT_A_LAUNCH_MAKES}`]: 'ec2:CreateTags',
  [`instance/*${TAG_WHAT_A_LAUNCH_MAKES}`]: 'ec2:CreateTags',
  [`network-interface/*${TAG_WHAT_A_LAUNCH_MAKES}`]: 'ec2:CreateTags',
  [`spot-instances-request/*${TAG_WHAT_A_LAUNCH_MAKES}`]: 'ec2:CreateTags',
  [`volume/*${TAG_WHAT_A_LAUNCH_MAKES}`]: 'ec2:CreateTags',
  'WorkersRole if iam:PassedToService StringEquals ec2.amazonaws.com': 'iam:PassRole',
  'parameter/imagebuilder/transcription/worker-image': 'ssm:GetParameters',
  [`role/aws-service-role/ec2fleet.amazonaws.com/AWSServiceRoleForEC2Fleet${FIRST_LAUNCH}`]:
    'iam:CreateServiceLinkedRole',
  [`role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot${FIRST_LAUNCH}`]: 'iam:CreateServiceLinkedRole',
};

const EMPTY_SECURITY_GROUP =
  'ec2:AuthorizeSecurityGroupEgress ec2:AuthorizeSecurityGroupIngress ec2:RevokeSecurityGroupEgress ec2:RevokeSecurityGroupIngress';
const BE_DRIVEN_BY_SYSTEMS_MANAGER =
  'ssm:DescribeAssociation ssm:DescribeDocument ssm:GetDocument ssm:ListInstanceAssociations ssm:PutComplianceItems ssm:UpdateAssociationStatus ssm:UpdateInstanceAssociationStatus ssm:UpdateInstanceInformation';

const REMOVE = 's3:DeleteObject s3:DeleteObjectVersion';

/** Of keys themselves only the making: nothing reads a value, or changes a key that is not of our plan. */
const MANAGE_KEYS: Grants = {
  "anyone's /apikeys": 'apigateway:POST',
  "anyone's /usageplans": 'apigateway:GET',
  "anyone's /usageplans/HttpApiUsagePlan/keys": 'apigateway:POST',
  "anyone's /usageplans/HttpApiUsagePlan/keys/*": 'apigateway:DELETE',
};

export const SERVICE: Record<string, Grants> = {
  ApiRole: {
    ApiLogs: WRITE_LOG,
    'LiveTable if dynamodb:LeadingKeys ForAllValues:StringLike ticket#*': 'dynamodb:PutItem',
    DeliveriesQueue: 'sqs:SendMessage',
    FilesBucket: 's3:ListBucket',
    'FilesBucket/deliveries/*': 's3:GetObject s3:PutObject',
    'FilesBucket/results/*': 's3:GetObject s3:PutObject',
    'FilesBucket/transcription_upload/*':
      's3:AbortMultipartUpload s3:GetObject s3:GetObjectVersion s3:ListMultipartUploadParts s3:PutObject',
    JobsQueue: 'sqs:SendMessage',
    JobsTable: 'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    'JobsTable/index/by-owner': 'dynamodb:Query',
    'JobsTable/index/by-s3-key': 'dynamodb:Query',
    'JobsTable/index/due if dynamodb:LeadingKeys ForAllValues:StringEquals delivery|held|key|running|waiting|worker':
      'dynamodb:Query',
    ...MANAGE_KEYS,
    SecretsKey: 'kms:Encrypt',
    UploadsQueue: 'sqs:SendMessage',
  },

  LiveEventsRole: {
    JobsTable: 'dynamodb:GetItem',
    'JobsTable if dynamodb:LeadingKeys ForAllValues:StringLike key#*': 'dynamodb:UpdateItem',
    'JobsTable if dynamodb:LeadingKeys ForAnyValue:StringLike cursor-key|delivery#*|idempotency#*|registration#*':
      'Deny dynamodb:GetItem Deny dynamodb:PutItem Deny dynamodb:UpdateItem',
    LiveEventsLogs: WRITE_LOG,
    LiveTable: LIVE,
  },
  LiveSocketRole: { [SOCKETS]: 'execute-api:ManageConnections', LiveSocketLogs: WRITE_LOG, LiveTable: LIVE },
  LiveFanOutRole: {
    [SOCKETS]: 'execute-api:ManageConnections',
    JobsTable: 'dynamodb:GetItem',
    'JobsTable if dynamodb:LeadingKeys ForAnyValue:StringLike cursor-key|delivery#*|idempotency#*|key#*|registration#*':
      'Deny dynamodb:GetItem Deny dynamodb:PutItem Deny dynamodb:UpdateItem',
    'JobsTable/stream/*': READ_STREAM,
    LiveFanOutLogs: WRITE_LOG,
    LiveTable: LIVE,
    'LiveTable/stream/*': READ_STREAM,
  },
  DocsRole: { DocsLogs: WRITE_LOG },
  WebRole: { WebLogs: WRITE_LOG },
  ProcessUploadRole: {
    ...LAUNCH_WORKERS,
    DeliveriesQueue: 'sqs:SendMessage',
    FilesBucket: 's3:ListBucket',
    'FilesBucket/deliveries/*': 's3:GetObject s3:PutObject',
    'FilesBucket/results/*': 's3:PutObject',
    'FilesBucket/transcription_upload/*': 's3:GetObject s3:GetObjectVersion',
    JobsQueue: 'sqs:SendMessage',
    JobsTable: 'dynamodb:BatchGetItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    'JobsTable/index/due': 'dynamodb:Query',
    ProcessUploadLogs: WRITE_LOG,
    UploadsQueue: `${CONSUME} sqs:SendMessage`,
  },
  ReconcileRole: {
    ...LAUNCH_WORKERS,
    '*': 'ec2:DescribeInstances',
    'instance/* if ec2:ResourceTag/transcription:stage StringEquals production': 'ec2:TerminateInstances',
    DeliveriesQueue: 'sqs:SendMessage',
    FilesBucket: 's3:ListBucket',
    'FilesBucket if s3:prefix StringLike checkpoints/*|deliveries/*|results/*|transcription_upload/*':
      's3:ListBucketVersions',
    'FilesBucket/checkpoints/*': REMOVE,
    'FilesBucket/deliveries/*': `${REMOVE} s3:GetObject s3:PutObject`,
    'FilesBucket/results/*': `${REMOVE} s3:GetObject s3:PutObject`,
    'FilesBucket/transcription_upload/*': `${REMOVE} s3:GetObject s3:GetObjectVersion`,
    JobsQueue: 'sqs:GetQueueAttributes sqs:SendMessage',
    JobsTable: 'dynamodb:BatchGetItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    'JobsTable/index/by-s3-key': 'dynamodb:Query',
    'JobsTable/index/due': 'dynamodb:Query',
    [ONLY_LOGS]: 'dynamodb:BatchWriteItem dynamodb:Query',
    'LiveTable if dynamodb:LeadingKeys ForAllValues:StringLike tenant#*': 'dynamodb:UpdateItem',
    ReconcileLogs: WRITE_LOG,
  },
  DeliverWebhookRole: {
    DeliverWebhookLogs: WRITE_LOG,
    DeliveriesQueue: `${CONSUME} sqs:SendMessage`,
    FilesBucket: 's3:ListBucket',
    'FilesBucket/deliveries/*': 's3:GetObject',
    JobsTable: 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    SecretsKey: 'kms:Decrypt',
  },
  WorkersRole: {
    DeliveriesQueue: 'sqs:SendMessage',
    'FilesBucket/checkpoints/*': 's3:GetObject s3:PutObject',
    'FilesBucket/deliveries/*': 's3:GetObject s3:PutObject',
    'FilesBucket/results/*': 's3:GetObject s3:PutObject',
    'FilesBucket/scripts/*': 's3:GetObject',
    'FilesBucket/transcription_upload/*': 's3:GetObject s3:GetObjectVersion',
    JobsQueue: 'sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:ReceiveMessage',
    JobsTable: 'dynamodb:GetItem dynamodb:PutItem dynamodb:UpdateItem',
    'JobsTable if dynamodb:LeadingKeys ForAnyValue:StringLike cursor-key|fleet|idempotency#*|key#*|removal#*|slot#*#*|sweep|version#*#*':
      'Deny dynamodb:GetItem Deny dynamodb:PutItem Deny dynamodb:UpdateItem',
    [ONLY_LOGS]: 'dynamodb:GetItem dynamodb:PutItem dynamodb:Query',
    SecretsKey: 'kms:Decrypt',
    'log-group:/imagebuilder/transcription/worker-image:*': WRITE_LOG,
  },
  CallsRole: {
    CallsLogs: WRITE_LOG,
    FilesBucket: 's3:PutBucketCORS',
    'FilesBucket/scripts/*': 's3:PutObject',
    'JobsTable if dynamodb:LeadingKeys ForAllValues:StringLike key#*': 'dynamodb:UpdateItem',
    'cdk-hnb659fds-assets-ACCOUNT-eu-north-1/SHA256.mjs': 's3:GetObject',
  },
  HttpLoggingRole: {
    '* if aws:ResourceAccount StringEqualsIfExists ACCOUNT':
      'logs:CreateLogGroup logs:CreateLogStream logs:DescribeLogGroups logs:DescribeLogStreams logs:FilterLogEvents logs:GetLogEvents logs:PutLogEvents',
  },
  NetworkVpcTrafficRole: { NetworkVpcTrafficLogs: 'logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents' },
  CustomVpcRestrictDefaultSGCustomResourceProviderRole: {
    'security-group/NetworkVpc': EMPTY_SECURITY_GROUP,
    'service-role/AWSLambdaBasicExecutionRole': 'all of it',
  },
  ClientUploadPolicy: { 'FilesBucket/transcription_upload/*': 's3:AbortMultipartUpload s3:PutObject' },
};

export const IMAGE: Record<string, Grants> = {
  ImageBuildRole: {
    '*': [
      'ec2messages:AcknowledgeMessage ec2messages:DeleteMessage ec2messages:FailMessage ec2messages:GetEndpoint',
      'ec2messages:GetMessages ec2messages:SendReply',
      'ssm:GetDeployablePatchSnapshotForInstance ssm:GetManifest ssm:ListAssociations',
      'ssm:PutConfigurePackageResult ssm:PutInventory',
      'ssmmessages:CreateControlChannel ssmmessages:CreateDataChannel',
      'ssmmessages:OpenControlChannel ssmmessages:OpenDataChannel',
    ].join(' '),
    "anyone's document/*": BE_DRIVEN_BY_SYSTEMS_MANAGER,
    'association/*': BE_DRIVEN_BY_SYSTEMS_MANAGER,
    'document/*': BE_DRIVEN_BY_SYSTEMS_MANAGER,
    'instance/*': BE_DRIVEN_BY_SYSTEMS_MANAGER,
    'managed-instance/*': BE_DRIVEN_BY_SYSTEMS_MANAGER,
    "anyone's component/*": 'imagebuilder:GetComponent',
    'cdk-hnb659fds-assets-ACCOUNT-eu-north-1/SHA256.zip': 's3:GetObject',
    'ec2imagebuilder*': 's3:GetObject',
    'log-group:/aws/imagebuilder/*': 'logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents',
  },
  OldImagesRole: {
    '*': 'ec2:DescribeImages',
    "anyone's image/* if aws:ResourceTag/Name StringEquals transcription-worker": 'ec2:DeregisterImage',
    "anyone's snapshot/* if aws:ResourceTag/CreatedBy StringEquals EC2 Image Builder": 'ec2:DeleteSnapshot',
    OldImagesLogs: WRITE_LOG,
    'parameter/imagebuilder/transcription/worker-image': 'ssm:GetParameter',
  },
  ImageNetworkVpcTrafficRole: {
    ImageNetworkVpcTrafficLogs: 'logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents',
  },
  CustomVpcRestrictDefaultSGCustomResourceProviderRole: {
    'security-group/ImageNetworkVpc': EMPTY_SECURITY_GROUP,
    'service-role/AWSLambdaBasicExecutionRole': 'all of it',
  },
};
