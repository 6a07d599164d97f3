import { expect, it } from 'vitest';
import { call, endedJob, fixture } from './support/client.ts';

it('a client of Audio Text Backend does by its own names what it did there', async () => {
  // Given
  const bytes = fixture('en-short.wav');
  const file = { filename: 'talk.wav', content_type: 'audio/wav', file_size: bytes.length };
  const { status, body: link } = await call('POST', '/api/v1/audio/presigned-url', file);
  expect(status).toBe(200);
  const transcribe = () =>
    call('POST', '/api/v1/job/transcribe', { filename: 'talk.wav', mode: 'base', url: link.url });
  expect(await transcribe()).toMatchObject({ status: 409 });
  // When
  const sent = await fetch(link.url, {
    method: 'PUT',
    headers: { 'content-type': 'audio/wav' },
    body: new Uint8Array(bytes),
  });
  expect(sent.ok).toBe(true);
  const { status: begun, body: job } = await transcribe();
  // Then
  expect({ begun, job }).toMatchObject({ begun: 200, job: { filename: 'talk.wav', error_message: null } });
  await endedJob(job.id);
  const { body } = await call('GET', `/api/v1/job/status/${job.id}`);
  expect(body).toMatchObject({ id: job.id, filename: 'talk.wav', status: 'completed' });
  expect(body.result_text).toContain('report');
  expect(body.processing_time_seconds).toBeGreaterThan(0);
  const { body: jobs } = await call('GET', '/api/v1/job/read');
  expect(jobs.map(({ id }: { id: string }) => id)).toContain(job.id);
  expect(await call('GET', '/api/v1')).toMatchObject({ status: 200, body: { status: 'ok' } });
});
