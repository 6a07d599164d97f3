/** The buckets beside the stage's own whose objects jobs may name: whether they are there, and where. */
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StageConfig } from '../../lib/stage-config.ts';
import { type Check, type Finding, ok, warning, wrong } from './finding.ts';

const SEE = 'docs/deploy.md, "Files in other buckets"';

export function bucketChecks({ furtherBuckets, region }: StageConfig, { s3 }: { s3: S3Client }): Check[] {
  const names = [...new Set(furtherBuckets.map(({ name }) => name))];
  return names.map((name) => ({ name: `bucket ${name}`, look: () => bucketFinding(name, region, s3) }));
}

type Refusal = { name: string; $metadata?: { httpStatusCode?: number } };

async function bucketFinding(name: string, region: string, s3: S3Client): Promise<Finding> {
  try {
    const { BucketRegion = region } = await s3.send(new HeadBucketCommand({ Bucket: name }));
    return BucketRegion === region ? ok(`in ${region}`) : inOther(BucketRegion, region);
  } catch (error) {
    const status = (error as Refusal).$metadata?.httpStatusCode;
    if (status === 301) return inOther('another region', region);
    if (status === 404)
      return wrong('no such bucket', 'a bucket', 'make it, or take it out of furtherBuckets of the stage file');
    if (status === 403) {
      const found = 'it is there, and you may not look into it; whether workers may, the policy of the bucket says';
      return warning(found, "s3:GetObject for the workers' role", `see ${SEE}`);
    }
    throw error;
  }
}

function inOther(found: string, region: string): Finding {
  return wrong(`in ${found}`, `a bucket in ${region}, as the service is`, `copy its objects to one there: ${SEE}`);
}
