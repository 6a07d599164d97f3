import { EC2Client } from '@aws-sdk/client-ec2';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

/** One attempt: EC2 counts each against 2 calls/s an account, and reconcile asks again within a minute. */
export const ec2 = once(() => new EC2Client({ maxAttempts: 1, requestHandler: TIME_OUTS }));
