import { describe, expect, it } from 'vitest';
import { waitFor } from '../../local/wait.ts';
import { call, endedJob, fixture, job, LIMIT, sendForm } from './support/client.ts';

const FIVE_MIB = 5 * 1024 ** 2;

const begin = async (body: object) => {
  const answer = await call('POST', '/api/v1/uploads', body);
  expect(answer.status).toBe(201);
  return answer.body;
};

/** Sound of so many bytes that nobody speaks in: 16 bits, 16 kHz, one channel. */
function silence(bytes: number): Buffer {
  const file = Buffer.alloc(bytes);
  const header = ['RIFF', bytes - 8, 'WAVE', 'fmt ', 16, [1, 1], 16_000, 32_000, [2, 16], 'data', bytes - 44];
  let at = 0;
  for (const field of header) {
    if (typeof field === 'string') file.write(field, at, 'latin1');
    else if (typeof field === 'number') file.writeUInt32LE(field, at);
    else for (const [place, value] of field.entries()) file.writeUInt16LE(value, at + 2 * place);
    at += 4;
  }
  return file;
}

describe('an upload by a link', () => {
  it('is a job without a callback, which its client alone sees', async () => {
    // Given
    const bytes = fixture('en-short.wav');
    const file = { file_name: 'möte 1.wav', size_bytes: bytes.length, content_type: 'audio/wav' };
    const upload = await begin({ ...file, language: 'en', recording_id: 'r-1' });
    // When
    expect((await sendForm(upload.post, bytes.subarray(1))).ok).toBe(false);
    expect((await sendForm(upload.post, bytes)).ok).toBe(true);
    // Then
    await endedJob(upload.job_id);
    const { status, body } = await call('GET', `/api/v1/jobs/${upload.job_id}`);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { status: 'completed', callback_id: null, recording_id: 'r-1', warnings: [], file: { name: 'möte 1.wav' } },
    });
    expect(body.transcript.text).toContain('report');
  });

  it('goes on in parts where it was broken off, and is one file in the end', async () => {
    // Given
    const bytes = silence(FIVE_MIB + 100_000);
    const upload = await begin({ file_name: 'long.wav', size_bytes: bytes.length, part_bytes: FIVE_MIB });
    const send = (part: { number: number; url: string }) =>
      fetch(part.url, {
        method: 'PUT',
        body: new Uint8Array(bytes.subarray((part.number - 1) * FIVE_MIB, part.number * FIVE_MIB)),
      });
    const path = `/api/v1/uploads/${upload.upload_id}`;
    // When
    expect((await send(upload.multipart.parts[1])).ok).toBe(true);
    expect(await call('POST', `${path}/complete`)).toMatchObject({ status: 409, body: { code: 'conflict' } });
    const { body: fresh } = await call('GET', path);
    expect(fresh.multipart.parts.map(({ number }: { number: number }) => number)).toEqual([1]);
    for (const part of fresh.multipart.parts) await send(part);
    expect(await call('POST', `${path}/complete`)).toMatchObject({ status: 200, body: { status: 'complete' } });
    // Then
    const ended = await endedJob(upload.job_id);
    expect(ended).toMatchObject({ status: 'completed', size_bytes: bytes.length });
    expect(ended.warnings.map(({ code }) => code)).toContain('no_speech');
  });

  it('that is given up makes no job', async () => {
    // Given
    const upload = await begin({ file_name: 'long.wav', size_bytes: 2 * FIVE_MIB, part_bytes: FIVE_MIB });
    // When
    expect(await call('DELETE', `/api/v1/uploads/${upload.upload_id}`)).toMatchObject({ status: 200 });
    // Then
    const [part] = upload.multipart.parts;
    expect((await fetch(part.url, { method: 'PUT', body: 'audio' })).ok).toBe(false);
    await waitFor(
      'the end of the job',
      async () => (await job(upload.job_id))?.status === 'cancelled' || undefined,
      LIMIT,
    );
  });
});
