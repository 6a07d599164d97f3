import { describe, expect, it } from 'vitest';
import { readStoredDocument, type StoredDocument } from '../../../core/contracts/document.ts';
import { jobError } from '../../../core/shared/errors.ts';
import { completeDocument, failedDocument, webhookBody } from '../../../core/transcript/transcript.ts';
import { makeDone, makeSegment } from '../../support/memory/engine.ts';
import { makeJob, makeStoredDocument, USAGE } from '../../support/records.ts';

const FACTS = { model: 'demo', usage: USAGE, processing_seconds: 119.6 };
const URL = 'https://api.example/api/jobs/job-1/transcript';

function makeDocument({ texts = ['Hello there.', 'Goodbye.'], job = {}, done = {} } = {}): StoredDocument {
  const segments = texts.map((text, id) => makeSegment({ id, text }));
  return completeDocument(makeJob(job), { segments, done: makeDone(done) }, FACTS);
}

describe('the document of a completed job', () => {
  it('holds what the contract fixed, as strings where it says strings', () => {
    const document = makeDocument();
    expect(document).toMatchObject({
      job_id: 'job-1',
      status: 'complete',
      transcript: { text: 'Hello there. Goodbye.' },
    });
    expect(document.metadata).toEqual({ processing_time: '120s', file_size: '1000', model: 'demo' });
  });

  it('says where the results stand and whose file it was', () => {
    const document = makeDocument({ job: { callback_id: 'callback-1', client_metadata: { order: 7 } } });
    expect(document).toMatchObject({
      callback_id: 'callback-1',
      client_metadata: { order: 7 },
      file: { name: 'talk.mp3', s3_key: 'transcription_upload/job-1/talk.mp3' },
      results: { srt: 's3://bucket/results/job-1/transcription_20260301_120000_talk.srt' },
    });
    expect(makeDocument()).toMatchObject({ callback_id: null });
    expect(makeDocument()).not.toHaveProperty('client_metadata');
  });

  it('carries the warnings of the job and of the engine', () => {
    const [ours, its] = [
      { code: 'unknown_callback', message: 'a' },
      { code: 'damaged_audio', message: 'b' },
    ];
    expect(makeDocument({ job: { warnings: [ours] }, done: { warnings: [its] } }).warnings).toEqual([ours, its]);
  });

  it('without speech is complete, empty, and says why', () => {
    const document = makeDocument({ texts: [] });
    expect(document).toMatchObject({ status: 'complete', transcript: { text: '', segments: [] } });
    expect(document.warnings).toEqual([expect.objectContaining({ code: 'no_speech' })]);
  });

  it('survives being stored and read again', () => {
    const document = makeDocument();
    expect(readStoredDocument(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });
});

it('makes the document of a failed job', () => {
  const error = jobError('time_limit', 'it took too long');
  const document = failedDocument(makeJob(), error, { model: 'demo', processing_seconds: 0.4 });
  expect(document).toMatchObject({ job_id: 'job-1', status: 'failed', transcript: null, error: { retriable: true } });
  expect(document.metadata.processing_time).toBe('0s');
});

describe('the body of a webhook', () => {
  const document = makeStoredDocument({ transcript: { text: 'å'.repeat(1000), segments: [makeSegment()] } });
  const bytes = Buffer.byteLength(JSON.stringify(document));

  it('is the document, up to the limit in bytes', () => {
    expect(JSON.parse(webhookBody(document, { bytes, url: URL }))).toEqual(document);
  });

  it('is the document, whatever its length, where there is no link to give', () => {
    expect(JSON.parse(webhookBody(document, undefined))).toEqual(document);
  });

  it('beyond the limit leaves the text out and says where it is', () => {
    const body = JSON.parse(webhookBody(document, { bytes: bytes - 1, url: URL }));
    expect(body.transcript).toEqual({ truncated: true, url: URL });
    expect({ ...body, transcript: document.transcript }).toEqual(document);
  });
});
