import { KMSClient } from '@aws-sdk/client-kms';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const kms = once(() => new KMSClient({ requestHandler: TIME_OUTS }));
