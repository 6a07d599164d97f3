import { describe, expect, it } from 'vitest';
import type { JobSummary } from '../../../core/contracts/job-answers.ts';
import type { JobStatus } from '../../../core/contracts/job-row.ts';
import { listedJob, transcriptionJob, uploadAsked, uploadNamed } from '../../../core/intake/audio-text.ts';
import { startUpload } from '../../../core/intake/start-upload.ts';
import { makeJob } from '../../support/records.ts';
import { makeWorld } from '../../support/world.ts';

const caller = { tenant: 'one', api_base: 'https://api.example/v1' };

describe('a client of Audio Text Backend', () => {
  it.each([1, 6_000_000, 10_485_760])(
    'gets one link for a file of %d bytes, which names its upload',
    async (file_size) => {
      const asked = uploadAsked({ filename: 'Talk.MP3', content_type: 'audio/mpeg', file_size });
      const world = makeWorld();
      world.uploadLimits = { ...world.uploadLimits, max_bytes: 20_000_000 };
      const upload = await startUpload(world, asked, caller);
      expect(upload.multipart?.parts).toHaveLength(1);
      const url = upload.multipart?.parts[0]?.url;
      expect(uploadNamed({ filename: 'Talk.MP3', mode: 'base', url })).toBe(upload.upload_id);
    },
  );

  it.each([
    [{ filename: 'talk.exe', file_size: 5 }, '/filename'],
    [{ filename: 'mp3', file_size: 10_485_761 }, '/file_size'],
    [{ file_size: 5 }, '/filename'],
  ])('is told what is wrong with %j', (body, pointer) => {
    expect(() => uploadAsked(body)).toThrow(pointer);
  });

  it.each(['https://example.com/talk.mp3', 'talk.mp3', 'https://b/transcription_upload/talk.mp3', 'http://[%zz'])(
    'is told that %s is no link of ours',
    (url) => {
      expect(() => uploadNamed({ filename: 'talk.mp3', url })).toThrow('presigned-url');
    },
  );

  it.each<[JobStatus, string]>([
    ['registered', 'pending'],
    ['launching', 'pending'],
    ['processing', 'processing'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'failed'],
  ])('sees a job that is %s as %s', (status, shown) => {
    const job = makeJob({ status, job_id: 'job-1', s3_key: 'transcription_upload/job-1/talk.mp3' });
    const times = { started_at: '2026-03-01T10:00:00.000Z', finished_at: '2026-03-01T10:01:30.500Z' };
    const error = { code: 'internal', message: 'why', retriable: true };
    expect(transcriptionJob({ ...job, ...times, error }, 'the text')).toEqual({
      id: 'job-1',
      filename: 'talk.mp3',
      status: shown,
      creation_date: job.created_at,
      update_date: job.updated_at,
      result_text: 'the text',
      processing_time_seconds: 90.5,
      error_message: 'why',
    });
    const { created_at, updated_at } = job;
    const summary = {
      job_id: 'job-1',
      status,
      file: { name: 'talk.mp3' },
      created_at,
      updated_at,
      error,
    } as JobSummary;
    expect(listedJob(summary)).toMatchObject({ id: 'job-1', filename: 'talk.mp3', status: shown, result_text: null });
  });

  it('sees the name of a file that has not come', () => {
    const awaited_upload = { s3_key: 'transcription_upload/job-1/talk.mp3', size_bytes: 5, content_type: 'audio/mpeg' };
    const { s3_key: _, ...job } = makeJob({ status: 'registered' });
    expect(transcriptionJob({ ...job, awaited_upload }, null)).toMatchObject({
      filename: 'talk.mp3',
      processing_time_seconds: null,
      error_message: null,
    });
  });
});
