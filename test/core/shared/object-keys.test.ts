import { describe, expect, it } from 'vitest';
import {
  decodeEventKey,
  deliveryBodyKey,
  errorKey,
  parseUploadKey,
  resultKey,
  uploadPath,
} from '../../../core/shared/object-keys.ts';

const MAX_KEY_BYTES = 1024;

describe('the key of an upload', () => {
  it.each([
    ['transcription_upload/abc123/audio.mp3', { callback_id: 'abc123', file_name: 'audio.mp3' }],
    ['transcription_upload/abc123/2026/03/audio.mp3', { callback_id: 'abc123', file_name: 'audio.mp3' }],
    ['transcription_upload/audio.mp3', { callback_id: undefined, file_name: 'audio.mp3' }],
    [
      'transcription_upload/abc/a b+c%20å ä ö 日本語.m4a',
      { callback_id: 'abc', file_name: 'a b+c%20å ä ö 日本語.m4a' },
    ],
    // Given an empty first segment, there is nobody the file could belong to
    ['transcription_upload//audio.mp3', { callback_id: undefined, file_name: 'audio.mp3' }],
  ])('%s tells whose file it is', (key, address) => {
    expect(parseUploadKey(key)).toEqual(address);
  });

  it.each([
    ['transcription_upload/abc123/', { callback_id: 'abc123', file_name: 'abc123' }],
    ['transcription_upload/abc123/talk.wav/', { callback_id: 'abc123', file_name: 'talk.wav' }],
    ['transcription_upload/talk.wav/', { callback_id: 'talk.wav', file_name: 'talk.wav' }],
    ['transcription_upload/', { callback_id: undefined, file_name: 'transcription_upload' }],
  ])('%s may end in a slash, and is named by what comes before', (key, address) => {
    expect(parseUploadKey(key)).toEqual(address);
  });

  it.each([
    'results/abc123/transcription.txt',
    'transcription_uploads/audio.mp3',
    'x/transcription_upload/audio.mp3',
    '',
  ])('"%s" is no upload', (key) => {
    expect(parseUploadKey(key)).toBeUndefined();
  });

  it('may be as long as S3 allows', () => {
    const name = 'n'.repeat(MAX_KEY_BYTES - 'transcription_upload/abc/'.length);
    expect(parseUploadKey(`transcription_upload/abc/${name}`)).toEqual({ callback_id: 'abc', file_name: name });
  });
});

describe('the key in an S3 event', () => {
  it.each([
    ['transcription_upload/a+b.mp3', 'transcription_upload/a b.mp3'],
    ['transcription_upload/a%2Bb.mp3', 'transcription_upload/a+b.mp3'],
    ['100%25.mp3', '100%.mp3'],
    ['%C3%A5%C3%A4%C3%B6.mp3', 'åäö.mp3'],
    ['%E6%97%A5%E6%9C%AC%E8%AA%9E.mp3', '日本語.mp3'],
    ['a%252Fb.mp3', 'a%2Fb.mp3'],
  ])('%s is %s', (encoded, key) => {
    expect(decodeEventKey(encoded)).toBe(key);
  });

  it('is refused when it is not percent-encoded text', () => {
    expect(() => decodeEventKey('100%.mp3')).toThrow(URIError);
  });
});

describe('the key of a result', () => {
  const created_at = '2026-03-01T09:08:07.654Z';
  const keyFor = (s3_key: string) => resultKey({ job_id: 'job-1', created_at, s3_key }, 'srt');

  it('holds the time of the job in UTC and the name without its extension', () => {
    expect(keyFor('transcription_upload/abc/My talk.final.mp3')).toBe(
      'results/job-1/transcription_20260301_090807_My talk.final.srt',
    );
  });

  it.each([
    ['transcription_upload/abc/noextension', 'noextension'],
    ['transcription_upload/abc/.hidden', '.hidden'],
    ['transcription_upload/abc/å+%20 日本語.ogg', 'å+%20 日本語'],
    ['transcription_upload/abc/v1.2/talk.wav', 'talk'],
    ['transcription_upload/abc/talk.wav/', 'talk'],
  ])('of %s is named %s', (key, name) => {
    expect(keyFor(key)).toBe(`results/job-1/transcription_20260301_090807_${name}.srt`);
  });

  it.each([
    { of: 'one-byte', character: 'a', kept: 200 },
    { of: 'two-byte', character: 'å', kept: 100 },
    { of: 'three-byte', character: '語', kept: 66 },
    { of: 'four-byte', character: '😀', kept: 50 },
  ])('cuts a name of $of characters to 200 bytes without breaking one', ({ character, kept }) => {
    const key = keyFor(`transcription_upload/abc/${character.repeat(220)}.mp3`);
    expect(key).toBe(`results/job-1/transcription_20260301_090807_${character.repeat(kept)}.srt`);
  });

  it('stays below the length S3 allows for the longest upload', () => {
    const job = { job_id: 'a'.repeat(32), created_at, s3_key: `transcription_upload/${'å'.repeat(500)}.mp3` };
    expect(Buffer.byteLength(resultKey(job, 'json'))).toBeLessThan(MAX_KEY_BYTES);
  });
});

it('names every other place in the bucket', () => {
  expect(uploadPath('abc')).toBe('transcription_upload/abc/');
  expect(errorKey('job-1')).toBe('results/job-1/error.json');
  expect(deliveryBodyKey('msg_job-1_completed')).toBe('deliveries/msg_job-1_completed.json');
});
