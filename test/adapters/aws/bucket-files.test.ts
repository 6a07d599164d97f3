import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucketFiles } from '../../../adapters/aws/bucket-files.ts';
import { ObjectMissingError, ObjectUnreadableError } from '../../../core/shared/errors.ts';
import { givenFolder } from '../../support/folder.ts';
import { serve } from '../../support/http-server.ts';
import { NEVER_STOPPED } from '../../support/world.ts';

const AUDIO = Buffer.from('audio');
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const there: Answer = (request, response) => {
  response.writeHead(200, { 'content-length': AUDIO.length, etag: '"one"' });
  response.end(request.method === 'HEAD' ? undefined : AUDIO);
};
const refusing =
  (status: number, code: string): Answer =>
  (request, response) => {
    const body = request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>no</Message></Error>`;
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  };

describe('a file of another bucket', () => {
  it('comes whole, with what tells it from the next one of its name', async () => {
    const asked: string[] = [];
    const { got, path } = await fetched((request, response) => {
      asked.push(`${request.method} ${request.url?.split('?')[0]} ${request.headers['if-match'] ?? ''}`);
      there(request, response);
    });
    expect(got).toEqual({ size_bytes: AUDIO.length, version: '"one"' });
    expect(AUDIO.equals(await readFile(path))).toBe(true);
    expect(asked).toEqual(['HEAD /calls/2026/a%20talk.mp3 ', 'GET /calls/2026/a%20talk.mp3 "one"']);
  });

  it('that is too large, or for which there is no room, is not fetched', async () => {
    const methods: (string | undefined)[] = [];
    const counted: Answer = (request, response) => {
      methods.push(request.method);
      there(request, response);
    };
    await expect(fetched(counted, { max_bytes: 4 })).rejects.toMatchObject({ code: 'file_too_large' });
    const admit = async () => Promise.reject(new Error('no room'));
    await expect(fetched(counted, { admit })).rejects.toThrow('no room');
    expect(methods).toEqual(['HEAD', 'HEAD']);
  });

  it('that is replaced before it is read counts as gone', async () => {
    const replaced: Answer = (request, response) =>
      request.method === 'HEAD' ? there(request, response) : refusing(412, 'PreconditionFailed')(request, response);
    await expect(fetched(replaced)).rejects.toBeInstanceOf(ObjectMissingError);
  });

  it.each([
    [404, 'NoSuchKey', ObjectMissingError],
    [404, 'NoSuchBucket', ObjectMissingError],
    [403, 'AccessDenied', ObjectUnreadableError],
    [301, 'PermanentRedirect', ObjectUnreadableError],
    [400, 'AuthorizationHeaderMalformed', ObjectUnreadableError],
  ])('is not to be had: %i %s', async (status, code, kind) => {
    await expect(fetched(refusing(status, code))).rejects.toBeInstanceOf(kind);
  });

  it('says which refusals are of another region', async () => {
    const reason = (status: number, code: string) => fetched(refusing(status, code)).catch((error) => error.reason);
    expect(await reason(301, 'PermanentRedirect')).toBe('other_region');
    expect(await reason(400, 'AuthorizationHeaderMalformed')).toBe('other_region');
    expect(await reason(403, 'AccessDenied')).toBe('denied');
  });
});

async function fetched(answer: Answer, { max_bytes = 5, admit = async () => {} } = {}) {
  const endpoint = await serve(answer);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new S3Client({ endpoint, region: 'eu-north-1', forcePathStyle: true, credentials, maxAttempts: 1 });
  const path = join(await givenFolder(), 'file');
  const place = { bucket: 'calls', key: '2026/a talk.mp3' };
  const got = await bucketFiles(client).fetch(place, path, { max_bytes, admit, signal: NEVER_STOPPED });
  return { got, path };
}
