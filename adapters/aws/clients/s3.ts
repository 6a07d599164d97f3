import { S3Client } from '@aws-sdk/client-s3';
import { once } from './once.ts';
import { TIME_OUTS } from './time-outs.ts';

export const s3 = once(() => new S3Client({ requestHandler: TIME_OUTS }));
