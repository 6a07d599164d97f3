import { describe, expect, it } from 'vitest';
import { resource, synthesize, text } from './synthesized.ts';

const callIn = (overrides: object, when: 'Create' | 'Update' | 'Delete') => {
  const { transcription } = synthesize('production', overrides);
  const { Properties } = resource(transcription, 'Custom::AWS', 'CallsBucketCors');
  return JSON.parse(text(Properties[when]).replaceAll(/\$\{(\w+?)[0-9A-F]{8}\}/g, '$1'));
};

describe('the bucket lets in', () => {
  it('the page of its own API, and methods, headers and answers that links need', () => {
    const call = callIn({}, 'Create');
    expect(call).toMatchObject({ service: 'S3', action: 'PutBucketCors' });
    expect(call.parameters.CORSConfiguration).toEqual({
      CORSRules: [
        {
          AllowedOrigins: [expect.stringMatching(/^https:\/\/HttpApi\.execute-api\.eu-north-1\.\$\{AWS::URLSuffix\}$/)],
          AllowedMethods: ['GET', 'HEAD', 'POST', 'PUT'],
          AllowedHeaders: ['content-type', 'range'],
          ExposeHeaders: ['ETag', 'Content-Range'],
          MaxAgeSeconds: 3600,
        },
      ],
    });
    expect(callIn({}, 'Update')).toEqual(call);
  });

  it('the domains that an operator put before it', () => {
    const { parameters } = callIn({ page: { origins: ['https://transcripts.example'] } }, 'Create');
    expect(parameters.CORSConfiguration.CORSRules[0].AllowedOrigins).toEqual([
      expect.stringMatching(/^https:\/\/HttpApi\./),
      'https://transcripts.example',
    ]);
  });

  it('nobody without a page, also where there was one', () => {
    expect(callIn({}, 'Delete')).toMatchObject({
      action: 'DeleteBucketCors',
      parameters: { Bucket: expect.stringContaining('FilesBucket') },
      ignoreErrorCodesMatching: 'NoSuchBucket',
    });
    const { transcription } = synthesize('production', { page: false });
    expect(JSON.stringify(transcription.toJSON())).not.toContain('BucketCors');
  });

  it('nobody by its own template, which would be a second hand on the same rule', () => {
    const { storage } = synthesize('production');
    for (const bucket of Object.values(storage.findResources('AWS::S3::Bucket')))
      expect(bucket['Properties']).not.toHaveProperty('CorsConfiguration');
  });
});
