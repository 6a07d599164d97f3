import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { UPLOAD_PREFIX } from '../../core/shared/object-keys.ts';

export interface OperatorOutputsProps {
  readonly region: string;
  /** Base of every route, ending without a slash; `POST {apiUrl}/api` registers. */
  readonly apiUrl: string;
  readonly apiId: string;
  readonly apiKeyId: string;
  readonly bucketName: string;
  readonly tableName: string;
  readonly uploadsQueueUrl: string;
  readonly jobsQueueUrl: string;
  readonly deliveriesQueueUrl: string;
  readonly launchTemplateName: string;
  /** Names, the default first. */
  readonly models: readonly string[];
  readonly reconcileFunctionName: string;
  readonly clientUploadPolicyArn: string;
  readonly alarmTopicArn: string;
}

/** Everything an operator needs to send the first file, as outputs to copy; their names are read by tools. */
export function operatorOutputs(stack: Stack, props: OperatorOutputsProps): void {
  const output = (name: string, value: string, description: string) =>
    new CfnOutput(stack, name, { value, description });

  const readKey = `aws apigateway get-api-key --region ${props.region} --api-key ${props.apiKeyId} --include-value --query value --output text`;
  output('ApiUrl', props.apiUrl, 'POST {ApiUrl}/api registers a callback');
  output('ApiId', props.apiId, 'id of the REST API');
  output('ApiKeyId', props.apiKeyId, 'id of the first API key');
  output('BucketName', props.bucketName, `uploads go under ${UPLOAD_PREFIX}`);
  output('TableName', props.tableName, 'rows of jobs, deliveries and workers');
  output('UploadsQueueUrl', props.uploadsQueueUrl, 'events of new uploads');
  output('JobsQueueUrl', props.jobsQueueUrl, 'jobs that wait for a worker');
  output('DeliveriesQueueUrl', props.deliveriesQueueUrl, 'webhooks to send');
  output('LaunchTemplateName', props.launchTemplateName, 'how workers are launched');
  output('Models', JSON.stringify(props.models), 'which models jobs may ask for, the default first');
  output('ReconcileFunctionName', props.reconcileFunctionName, 'the safety net, runs every minute');
  output(
    'ClientUploadPolicyArn',
    props.clientUploadPolicyArn,
    'attach to the IAM user or role of a client that uploads',
  );
  output('AlarmTopicArn', props.alarmTopicArn, 'subscribe to be told of trouble');

  output('FirstReadApiKey', readKey, 'prints the value of the API key');
  output(
    'FirstRegister',
    `curl -X POST ${props.apiUrl}/api -H "X-API-Key: $(${readKey})" -d '{"callback_url": "https://example.com/hook"}'`,
    'registers a callback',
  );
  output(
    'FirstUpload',
    `aws s3 cp audio.mp3 s3://${props.bucketName}/${UPLOAD_PREFIX}CALLBACK_ID/audio.mp3 --region ${props.region}`,
    'uploads a file for that callback; leave CALLBACK_ID/ out for an upload without one',
  );
}
