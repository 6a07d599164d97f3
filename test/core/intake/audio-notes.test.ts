import { describe, expect, it } from 'vitest';
import type { JobStatus } from '../../../core/contracts/job-row.ts';
import { audioResult, audioStatus, audioUpload } from '../../../core/intake/audio-notes.ts';
import { makeJob } from '../../support/records.ts';

const API = 'https://api.example/v1';

describe('a client of the older service that wrote notes', () => {
  it.each<[JobStatus, string]>([
    ['registered', 'pending'],
    ['launching', 'pending'],
    ['processing', 'processing'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'failed'],
  ])('sees a job that is %s as %s', (status, shown) => {
    const job = makeJob({ status, job_id: 'job-1', s3_key: 'transcription_upload/job-1/talk.mp3' });
    const error = { code: 'internal', message: 'why', retriable: true };
    expect(audioStatus({ ...job, error }, API)).toEqual({
      job_id: 'job-1',
      status: shown,
      filename: 'talk.mp3',
      created_at: job.created_at,
      updated_at: job.updated_at,
      error: 'why',
      result_url: `${API}/result/job-1`,
    });
  });

  it('sees the name of a file whose event has not come', () => {
    const awaited_upload = { s3_key: 'transcription_upload/job-1/talk.mp3', size_bytes: 5, content_type: 'audio/mpeg' };
    const { s3_key: _, ...job } = makeJob({ status: 'registered', job_id: 'job-1' });
    expect(audioUpload({ ...job, awaited_upload }, API)).toEqual({
      job_id: 'job-1',
      status: 'pending',
      filename: 'talk.mp3',
      status_url: `${API}/status/job-1`,
      result_url: `${API}/result/job-1`,
    });
  });

  it('gets no notes, and a text that is too long by another address', () => {
    const transcript_url = `${API}/api/v1/jobs/job-1/transcript`;
    const result = { job_id: 'job-1', status: 'completed', transcription: null, notes: null, transcript_url };
    expect(audioResult('job-1', null, API)).toEqual(result);
  });
});
