import { SQSClient } from '@aws-sdk/client-sqs';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const sqs = once(() => new SQSClient({ requestHandler: TIME_OUTS }));
