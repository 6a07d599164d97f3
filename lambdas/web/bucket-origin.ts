/**
 * Where signed links to the bucket lead, as the SDK makes them: its own host on AWS, or the endpoint that the environment names.
 *
 * @param environment as Lambda sets it: AWS_REGION, and AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL off AWS
 */
export function bucketOrigin(bucket: string, environment: Readonly<Record<string, string | undefined>>): string {
  const endpoint = environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL'];
  if (endpoint) return new URL(endpoint).origin;
  return `https://${bucket}.s3.${environment['AWS_REGION']}.amazonaws.com`;
}
