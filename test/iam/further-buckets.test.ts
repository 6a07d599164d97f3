/** A file of another bucket, which the workers' role alone may read, and below its prefix alone. */
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { call, clients, endedJob, fixture } from '../end-to-end/support/client.ts';
import { decisionsAbout, policyOf, ROLES } from './support/decisions.ts';

const Bucket = 'recordings-elsewhere';
const key = 'calls/monday.wav';

it('is read by the right that the stage gives for it', async () => {
  // Given
  await clients.s3.send(new CreateBucketCommand({ Bucket }));
  await clients.s3.send(new PutObjectCommand({ Bucket, Key: key, Body: fixture('en-short.wav') }));
  // When
  const { status, body } = await call('POST', '/api/v1/jobs', { s3_uri: `s3://${Bucket}/${key}`, language: 'en' });
  expect(status).toBe(202);
  // Then
  expect(await endedJob(body.job_id)).toMatchObject({ status: 'completed' });
  const looks = decisionsAbout('Workers').filter(({ resource }) => resource.includes(Bucket));
  expect(new Set(looks.map(({ action }) => action))).toEqual(new Set(['s3:GetObject']));
  expect(looks.every(({ allowed, resource }) => allowed && resource.endsWith(key))).toBe(true);
});

it.each(ROLES)('is what role %s may do no more with than that', async (role) => {
  const { statements } = await policyOf(role);
  const rights = statements.flatMap(({ Effect, Action, Resource }) =>
    [Resource].flat().flatMap((on) => (on.includes(Bucket) ? [{ Effect, Action, on }] : [])),
  );
  const read = { Effect: 'Allow', Action: 's3:GetObject', on: `arn:aws:s3:::${Bucket}/calls/*` };
  expect(rights).toEqual(role === 'Workers' ? [read] : []);
});
