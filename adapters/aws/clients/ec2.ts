import { EC2Client } from '@aws-sdk/client-ec2';
import { once } from './once.ts';

/** One attempt: EC2 counts each against 2 calls/s an account, and reconcile asks again within a minute. */
export const ec2 = once(() => new EC2Client({ maxAttempts: 1 }));
