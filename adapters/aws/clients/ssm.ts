import { SSMClient } from '@aws-sdk/client-ssm';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const ssm = once(() => new SSMClient({ requestHandler: TIME_OUTS }));
