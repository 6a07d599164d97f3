/** Records that are valid as they are, for tests to change what they are about. */

import type { StoredDocument, Usage } from '../../core/contracts/document.ts';
import type { JobRow, UploadedJob } from '../../core/contracts/job-row.ts';
import type { DeliveryRow, RegistrationRow } from '../../core/contracts/rows.ts';
import type { VersionRow } from '../../core/contracts/version-row.ts';
import type { EditedDocument } from '../../core/contracts/versions.ts';
import type { Upload } from '../../core/job/new-job.ts';
import type { LaunchedInstance } from '../../core/shared/ports.ts';
import { makeQuality } from './memory/engine.ts';

export const NOW = new Date('2026-03-01T12:00:00.000Z');
export const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);

export function makeUpload(upload: Partial<Upload> = {}): Upload {
  return {
    bucket: 'bucket',
    s3_key: 'transcription_upload/job-1/talk.mp3',
    s3_version_id: 'v1',
    upload_version: 'v1',
    size_bytes: 1000,
    ...upload,
  };
}

export function makeJob(job: Partial<JobRow> = {}): UploadedJob {
  return {
    ...makeUpload(),
    job_id: 'job-1',
    kind: 'job',
    status: 'launching',
    created_at: NOW.toISOString(),
    updated_at: NOW.toISOString(),
    options: {},
    attempt: 0,
    crashes: 0,
    interruptions: 0,
    attempts: [],
    warnings: [],
    ...job,
  } as UploadedJob;
}

export function makeInstance(instance_id = 'i-worker'): LaunchedInstance {
  return { instance_id, instance_type: 'g5.xlarge', market: 'spot' };
}

export function makeDelivery(delivery: Partial<DeliveryRow> = {}): DeliveryRow {
  return {
    job_id: 'delivery#msg_job-1_completed',
    kind: 'delivery',
    webhook_id: 'msg_job-1_completed',
    for_job_id: 'job-1',
    callback_id: 'job-1',
    status: 'pending',
    created_at: NOW.toISOString(),
    updated_at: NOW.toISOString(),
    attempts: [],
    next_attempt_at: NOW.toISOString(),
    due_class: 'delivery',
    due_at: NOW.toISOString(),
    ...delivery,
  };
}

export function makeRegistration(registration: Partial<RegistrationRow> = {}): RegistrationRow {
  return {
    job_id: 'registration#callback-1',
    kind: 'registration',
    callback_id: 'callback-1',
    tenant: 'default',
    callback_url: 'https://receiver.example/hook',
    api_base: 'https://api.example/prod',
    options: {},
    created_at: NOW.toISOString(),
    ...registration,
  };
}

export const USAGE: Usage = {
  audio_seconds: 4,
  speech_seconds: 3,
  queue_seconds: 1,
  boot_seconds: 0,
  model_load_seconds: 0,
  download_seconds: 0.5,
  transcribe_seconds: 0.5,
  instance_type: 'g5.xlarge',
  market: 'spot',
  price_usd_per_hour: 0.2,
  usd: 0.001,
};

export function makeStoredDocument(document: Partial<StoredDocument> = {}): StoredDocument {
  return {
    job_id: 'job-1',
    callback_id: 'job-1',
    file: { name: 'talk.mp3', s3_key: 'transcription_upload/job-1/talk.mp3' },
    metadata: { processing_time: '12s', file_size: '1000', model: 'demo' },
    warnings: [],
    status: 'complete',
    transcript: { text: 'Hello.', segments: [] },
    language: { code: 'en', probability: 0.9 },
    duration_seconds: 4,
    results: { txt: 's3://b/t', json: 's3://b/j', srt: 's3://b/s', vtt: 's3://b/v' },
    quality: makeQuality(),
    usage: USAGE,
    ...document,
  };
}

export function makeVersion(version: Partial<VersionRow> = {}): VersionRow {
  return {
    job_id: 'version#job-1#1',
    kind: 'version',
    for_job_id: 'job-1',
    version: 1,
    based_on: 0,
    key: 'key#key-1',
    created_at: NOW.toISOString(),
    changed_segments: 1,
    object_key: 'results/job-1/versions/1-abc.json',
    ...version,
  };
}

/** One of its two words was heard. */
export function makeEditedDocument(document: Partial<EditedDocument> = {}): EditedDocument {
  const words = [
    { word: 'Hello', start: 0, end: 0.5, probability: 0.9 },
    { word: 'Anna.', start: 0.5, end: 1, edited: true as const },
  ];
  const segment = { id: 0, start: 0, end: 1, text: 'Hello Anna.', words, confidence: 0.9, edited: true as const };
  return {
    ...makeStoredDocument(),
    transcript: { text: segment.text, segments: [{ ...segment, speaker: 'A' }] },
    speakers: { A: 'Berit' },
    version: { version: 1, author: 'Anna', created_at: NOW.toISOString() },
    ...document,
  };
}
