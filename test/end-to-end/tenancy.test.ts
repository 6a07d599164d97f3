/** Two tenants with keys of their own, on the whole stack: what one has is nobody's to the other. */
import { expect, it } from 'vitest';
import { call, endedJob, fixture, stack, uniqueName } from './support/client.ts';

async function givenTenant() {
  const tenant = uniqueName('tenant');
  const { body } = await call('POST', '/api/v1/keys', { name: tenant, tenant });
  const headers = { 'x-api-key': body.value };
  return {
    ask: (method: string, path: string, sent?: unknown) => call(method, path, sent, headers),
    async send() {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(fixture('en-short.wav'))]), 'talk.wav');
      const response = await fetch(`${stack.api_url}/upload-audio`, { method: 'POST', headers, body: form });
      return JSON.parse(await response.text());
    },
  };
}

it('a tenant finds its own job by every name of it, and another tenant by none', async () => {
  const [owner, other] = [await givenTenant(), await givenTenant()];
  const { job_id } = await owner.send();
  await endedJob(job_id);
  const paths = [
    `/api/jobs/${job_id}`,
    `/api/v1/jobs/${job_id}`,
    `/api/v1/jobs/${job_id}/transcript`,
    `/api/v1/jobs/${job_id}/deliveries`,
    `/api/v1/job/status/${job_id}`,
    `/status/${job_id}`,
    `/result/${job_id}`,
  ];
  for (const path of paths) {
    expect([path, (await owner.ask('GET', path)).status]).toEqual([path, 200]);
    const refused = await other.ask('GET', path);
    const { detail } = (await other.ask('GET', path.replace(job_id, '0'.repeat(32)))).body;
    expect([path, refused.status, refused.body.detail]).toEqual([path, 404, detail]);
  }
  const listed = async ({ ask }: typeof owner) => JSON.stringify((await ask('GET', '/api/v1/jobs')).body);
  expect([(await listed(owner)).includes(job_id), (await listed(other)).includes(job_id)]).toEqual([true, false]);
  const s3_uri = `s3://${stack.bucket}/transcription_upload/${job_id}/talk.wav`;
  for (const asked of [{ upload_id: job_id }, { s3_uri }])
    expect((await other.ask('POST', '/api/v1/jobs', asked)).status).toBe(404);
});
