import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { uploadsIn } from '../../lambdas/process-upload/s3-event.ts';
import { makeSqsRecord } from '../support/lambda-events.ts';
import { MemoryLog } from '../support/memory/log.ts';

type S3Object = { key?: unknown; size?: unknown; versionId?: string | undefined; sequencer?: string | undefined };

const makeRecord = (object: S3Object = {}, record: object = {}) => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: {
    bucket: { name: 'bucket' },
    object: {
      key: 'transcription_upload/talk.mp3',
      size: 1000,
      versionId: 'v1',
      sequencer: '0055',
      eTag: 'e1',
      ...object,
    },
  },
  ...record,
});

function read(body: unknown) {
  const log = new MemoryLog();
  const record: SQSRecord = makeSqsRecord(typeof body === 'string' ? body : JSON.stringify(body));
  const told = uploadsIn(record, log);
  return { uploads: told.map(({ upload }) => upload), again: told.map(({ again }) => again), log };
}

describe('a message of S3', () => {
  it('tells of uploads, by the keys that clients gave', () => {
    const key = 'transcription_upload/abc/a+b%2Bc%25+%C3%A5%C3%A4%C3%B6+%E6%97%A5%E6%9C%AC%E8%AA%9E.mp3';
    const { uploads } = read({ Records: [makeRecord({ key }), makeRecord({ versionId: 'v2' })] });
    expect(uploads).toEqual([
      {
        bucket: 'bucket',
        s3_key: 'transcription_upload/abc/a b+c% åäö 日本語.mp3',
        s3_version_id: 'v1',
        upload_version: 'v1',
        size_bytes: 1000,
      },
      {
        bucket: 'bucket',
        s3_key: 'transcription_upload/talk.mp3',
        s3_version_id: 'v2',
        upload_version: 'v2',
        size_bytes: 1000,
      },
    ]);
  });

  it.each([
    ['2026-03-01T12:00:00.123Z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['yesterday', undefined],
    [12, undefined],
  ])('says when the upload came: %j', (eventTime, stored_at) => {
    expect(read({ Records: [makeRecord({}, { eventTime })] }).uploads).toMatchObject([{ size_bytes: 1000 }]);
    expect(read({ Records: [makeRecord({}, { eventTime })] }).uploads[0]?.stored_at).toBe(stored_at);
  });

  it('of ours tells of one that was looked at before', () => {
    const stored_at = '2026-03-01T12:00:00.000Z';
    const object = { s3_key: 'transcription_upload/a', upload_version: 'v1', size_bytes: 0 };
    const upload = { bucket: 'bucket', ...object, stored_at };
    expect(read({ again: upload })).toMatchObject({ uploads: [upload], again: [true] });
    expect(read({ Records: [makeRecord()] }).again).toEqual([false]);
  });

  it.each(['ObjectCreated:Put', 'ObjectCreated:Post', 'ObjectCreated:Copy', 'ObjectCreated:CompleteMultipartUpload'])(
    'named %s is one of an upload',
    (eventName) => {
      expect(read({ Records: [makeRecord({}, { eventName })] }).uploads).toHaveLength(1);
    },
  );

  it.each<[string, S3Object, string]>([
    ['the sequencer', { versionId: undefined }, '0055'],
    ['the ETag', { versionId: undefined, sequencer: undefined }, 'e1'],
  ])('of a bucket without versions tells uploads apart by %s', (_what, object, upload_version) => {
    const { uploads } = read({ Records: [makeRecord(object)] });
    expect(uploads).toMatchObject([{ upload_version }]);
    expect(uploads[0]).not.toHaveProperty('s3_version_id');
  });

  it('that says the notification is set up is acknowledged', () => {
    const { uploads, log } = read({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'bucket' });
    expect([uploads, log.at('error')]).toEqual([[], []]);
  });
});

describe('a message that can never be read', () => {
  it.each(['', 'no json', 'null', '[]', '{}', '{"Records":7}'])('such as "%s" is logged and left out', (body) => {
    const { uploads, log } = read(body);
    expect(uploads).toEqual([]);
    expect(log.lines).toMatchObject([{ level: 'error', fields: { message_id: 'm-1' } }]);
  });

  it.each([
    ['it tells of a removal', makeRecord({}, { eventName: 'ObjectRemoved:Delete' })],
    ['its key is not percent-encoded', makeRecord({ key: '100%.mp3' })],
    ['it has no key', makeRecord({ key: undefined })],
    ['its size is no number', makeRecord({ size: 'large' })],
    ['it is nothing', null],
  ])('in one record, because %s, does not keep the others', (_why, broken) => {
    const { uploads, log } = read({ Records: [broken, makeRecord()] });
    expect(uploads).toHaveLength(1);
    expect(log.at('error')).toEqual(['record dropped: it tells of no upload']);
  });
});
