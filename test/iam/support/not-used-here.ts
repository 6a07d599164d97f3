/** Rights that no test of this suite uses, and why they are there all the same. */
import { LIVE_ROLES, ROLES, type Role } from './decisions.ts';

const LAMBDAS: Role[] = ['Api', 'ProcessUpload', 'Reconcile', 'DeliverWebhook'];

export const NOT_USED_HERE: { by: Role[]; actions: string[]; because: string }[] = [
  {
    by: [...ROLES, ...LIVE_ROLES],
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    because: "Lambda and the image's agent write them",
  },
  {
    by: LAMBDAS,
    actions: ['DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage', 'ChangeMessageVisibility'].map(
      (action) => `sqs:${action}`,
    ),
    because: "Lambda's own poller needs them, which the emulator has inside",
  },
  {
    by: ['LiveFanOut'],
    actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) => `dynamodb:${action}`),
    because: "Lambda's own poller needs them, which the emulator has inside",
  },
  {
    by: [...ROLES],
    actions: ['s3:ListBucket'],
    because: 'S3 asks for it when an object is missing, to say so; the emulator always does',
  },
  {
    by: ['ProcessUpload', 'Reconcile'],
    actions: [
      ...['ec2:CreateFleet', 'ec2:RunInstances', 'ec2:CreateTags', 'ec2:DescribeInstances', 'ec2:TerminateInstances'],
      ...['iam:PassRole', 'iam:CreateServiceLinkedRole', 'ssm:GetParameters'],
    ],
    because: 'EC2 checks them, which another emulator stands for; see launch.test.ts',
  },
  {
    by: ['ProcessUpload', 'Reconcile'],
    actions: ['s3:GetObject'],
    because: 'an event without a version, or a result to adopt from a third worker that vanished; core tests have them',
  },
  {
    by: ['Reconcile'],
    actions: ['s3:GetObjectVersion', 's3:PutObject', 'sqs:SendMessage'],
    because: 'jobs and uploads that got lost, and jobs given up, take longer than a test: the simulation has them',
  },
  {
    by: ['Reconcile'],
    actions: ['s3:DeleteObjectVersion'],
    because: 'S3 asks for it wherever a version is named, the emulator from the second of one request on',
  },
  {
    by: ['DeliverWebhook'],
    actions: ['dynamodb:PutItem', 'sqs:SendMessage'],
    because:
      'of endpoints that are slow or fail for long: kept apart, and asked again, as the deliveries’ own tests show',
  },
];
