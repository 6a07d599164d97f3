import { describe, expect, it } from 'vitest';
import { shownFile, sourceName } from '../../../core/shared/source.ts';
import { makeJob } from '../../support/records.ts';

const fetched = (url: string) =>
  makeJob({ s3_key: undefined, web_source: { url, sealed_url: 'sealed', sealed_for: 'job-1' } });

describe('a file of the web', () => {
  it.each([
    ['https://media.example/a/my%20talk.mp3', 'my talk.mp3'],
    ['https://media.example/a/m%C3%B6te.mp3', 'möte.mp3'],
    ['https://media.example/a/m%F6te.mp3', 'm%F6te.mp3'],
    ['https://media.example/a/b/', 'b'],
    ['https://media.example/a%2Fb.mp3', 'b.mp3'],
    ['https://media.example/a%0Ab%00.mp3', 'a_b_.mp3'],
    ['https://media.example/', 'media.example'],
    ['https://media.example//%2F', 'media.example'],
  ])('%s is called %s', (url, name) => {
    expect(sourceName(fetched(url))).toBe(name);
    expect(shownFile(fetched(url))).toEqual({ name, url });
  });
});

it('an upload is called by its key, and what has not come by nothing', () => {
  expect(shownFile(makeJob({ s3_key: 'transcription_upload/a/b c.mp3' }))).toEqual({
    name: 'b c.mp3',
    s3_key: 'transcription_upload/a/b c.mp3',
  });
  expect(shownFile({ ...makeJob(), s3_key: undefined, bucket: undefined })).toBeNull();
});
