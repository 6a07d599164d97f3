import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { s3Objects } from '../../../adapters/aws/s3-objects.ts';
import { DiskFullError, ObjectMissingError } from '../../../core/shared/errors.ts';
import { givenFolder } from '../../support/folder.ts';
import { serve } from '../../support/http-server.ts';
import { itWith } from '../../support/needs.ts';
import { NEVER_STOPPED } from '../../support/world.ts';

const AUDIO = Buffer.alloc(6_000_000, Buffer.from(Array.from({ length: 251 }, (_, n) => n)));
/** More than all buffers between server and disk hold together, so that a part has surely been written. */
const PART = 2_000_000;

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('a download', () => {
  it('that breaks off goes on where it stopped', async () => {
    const starts: number[] = [];
    const path = await download((request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      starts.push(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': AUDIO.length - from });
      if (starts.length === 3) return response.end(AUDIO.subarray(from));
      // A connection that is closed, not reset: what was sent before arrives.
      return response.write(AUDIO.subarray(from, from + PART), () => response.socket?.end());
    });
    expect(AUDIO.equals(await readFile(path))).toBe(true);
    expect(starts).toHaveLength(3);
    expect(starts[1]).toBeGreaterThan(0);
    expect(starts[2]).toBeGreaterThan(starts[1] ?? 0);
  });

  it('that is not what its checksum says begins anew', async () => {
    const ranges: (string | undefined)[] = [];
    const path = await download((request, response) => {
      ranges.push(request.headers.range);
      const wrong = ranges.length === 1 ? { 'x-amz-checksum-crc32': 'AAAAAA==' } : {};
      response.writeHead(200, { 'content-length': AUDIO.length, ...wrong });
      response.end(AUDIO);
    });
    expect(AUDIO.equals(await readFile(path))).toBe(true);
    expect(ranges).toEqual([undefined, undefined]);
  });

  it('that breaks off again and again is given up', async () => {
    let tries = 0;
    const always: Answer = (_request, response) => {
      tries += 1;
      response.writeHead(200, { 'content-length': AUDIO.length });
      response.write(AUDIO.subarray(0, 10), () => response.destroy());
    };
    await expect(download(always)).rejects.toThrow(/aborted|ECONNRESET|terminated/);
    expect(tries).toBe(4);
  });

  it('of an object that is not there says so, without trying again', async () => {
    let tries = 0;
    const missing: Answer = (_request, response) => {
      tries += 1;
      error(response, 404, 'NoSuchKey');
    };
    await expect(download(missing)).rejects.toBeInstanceOf(ObjectMissingError);
    expect(tries).toBe(1);
  });

  itWith('Linux')('to a disk without room says so, without trying again', async () => {
    let tries = 0;
    const objects = await objectsAt((_request, response) => {
      tries += 1;
      response.end(AUDIO);
    });
    // Linux's disk that is always full.
    const downloading = objects.download({ key: 'a.mp3' }, '/dev/full', NEVER_STOPPED);
    await expect(downloading).rejects.toBeInstanceOf(DiskFullError);
    expect(tries).toBe(1);
  });

  it('of a version that was deleted says that it is not there', async () => {
    await expect(download((_request, response) => error(response, 405, 'MethodNotAllowed'))).rejects.toBeInstanceOf(
      ObjectMissingError,
    );
  });

  it('that is told to stop does', async () => {
    const stop = new AbortController();
    const stuck: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': AUDIO.length });
      response.write(AUDIO.subarray(0, 10), () => stop.abort(new Error('lease lost')));
    };
    await expect(download(stuck, stop.signal)).rejects.toThrow();
  });

  it('is never joined from the halves of two objects', async () => {
    const asked: (string | undefined)[] = [];
    const replaced: Answer = (request, response) => {
      asked.push(request.headers['if-match']);
      if (request.headers['if-match']) return error(response, 412, 'PreconditionFailed');
      response.writeHead(200, { 'content-length': AUDIO.length, etag: '"first"' });
      return response.write(AUDIO.subarray(0, PART), () => response.socket?.end());
    };
    await expect(download(replaced)).rejects.toBeInstanceOf(ObjectMissingError);
    expect(asked).toEqual([undefined, '"first"']);
  });

  it('asks for the version it was told of', async () => {
    let asked = '';
    await download((request, response) => {
      asked = request.url ?? '';
      response.end('audio');
    });
    expect(asked).toBe('/bucket/transcription_upload/a%20b%2Bc%25%C3%A5.mp3?versionId=v1&x-id=GetObject');
  });
});

describe('an object', () => {
  it.each([
    ['head', (objects: ReturnType<typeof s3Objects>) => objects.head('key')],
    ['getText', (objects: ReturnType<typeof s3Objects>) => objects.getText('key')],
  ])('that is not there is undefined to %s, and one that S3 has no word for now an error', async (_call, read) => {
    expect(await read(await objectsAt((_request, response) => error(response, 404, 'NoSuchKey')))).toBeUndefined();
    const late = await objectsAt((_request, response) => error(response, 403, 'RequestTimeTooSkewed'));
    await expect(read(late)).rejects.toBeInstanceOf(S3ServiceException);
  });

  it.each([
    [403, 'AccessDenied', 'denied'],
    [403, 'InvalidObjectState', 'archived'],
    [400, 'KMS.DisabledException', 'denied'],
  ])('that S3 does not give out, %i %s, is %s to a look and to a download', async (status, code, reason) => {
    const refusing: Answer = (_request, response) => error(response, status, code);
    expect(await (await objectsAt(refusing)).head('key').catch((thrown) => thrown)).toMatchObject({ reason });
    expect(await download(refusing).catch((thrown) => thrown)).toMatchObject({ reason });
  });

  it.each<[string, Record<string, string>, object]>([
    ['in Glacier', { 'x-amz-storage-class': 'GLACIER' }, { reason: 'archived' }],
    ['in an archive tier', { 'x-amz-archive-status': 'ARCHIVE_ACCESS' }, { reason: 'archived' }],
    [
      'about to be restored',
      { 'x-amz-storage-class': 'GLACIER', 'x-amz-restore': 'ongoing-request="true"' },
      { reason: 'archived' },
    ],
    ['restored', { 'x-amz-storage-class': 'GLACIER', 'x-amz-restore': 'ongoing-request="false"' }, { size_bytes: 7 }],
    ['in an archive that is read at once', { 'x-amz-storage-class': 'GLACIER_IR' }, { size_bytes: 7 }],
  ])('%s is known by what HEAD says', async (_where, headers, expected) => {
    const objects = await objectsAt((_request, response) =>
      response.writeHead(200, { 'content-length': 7, ...headers }).end(),
    );
    expect(await objects.head('key').catch((thrown) => thrown)).toMatchObject(expected);
  });

  it('whose KMS key refuses the service is found out by its first byte, as HEAD says nothing of it', async () => {
    const objects = await objectsAt((request, response) => {
      if (request.method !== 'HEAD') return error(response, 403, 'AccessDenied');
      return response.writeHead(200, { 'content-length': 7, 'x-amz-server-side-encryption': 'aws:kms' }).end();
    });
    expect(await objects.head('key').catch((thrown) => thrown)).toMatchObject({ reason: 'denied' });
  });

  it.each([
    ['head', (objects: ReturnType<typeof s3Objects>) => objects.head('key')],
    ['getText', (objects: ReturnType<typeof s3Objects>) => objects.getText('key')],
  ])('that is not there is undefined to %s by one who may not list, whom S3 denies it', async (_call, read) => {
    const refuses = (code: string) => objectsAt((_request, response) => error(response, 403, code), { mayList: false });
    expect(await read(await refuses('AccessDenied'))).toBeUndefined();
  });

  it('in an archive is there, also to one who may not list', async () => {
    const archived = await objectsAt((_request, response) => error(response, 403, 'InvalidObjectState'), {
      mayList: false,
    });
    await expect(archived.getText('key')).rejects.toBeInstanceOf(S3ServiceException);
  });

  it('is put where none is, or not at all', async () => {
    const asked: (string | undefined)[] = [];
    const objects = await objectsAt((request, response) => {
      asked.push(request.headers['if-none-match']);
      if (request.headers['if-none-match']) error(response, 412, 'PreconditionFailed');
      else response.end();
    });
    expect(await objects.put('key', 'body', { content_type: 'text/plain', if_absent: true })).toBe('exists');
    expect(await objects.put('key', 'body', { content_type: 'text/plain' })).toBe('written');
    expect(asked).toEqual(['*', undefined]);
  });

  it('is put again when another conditional write of it is under way', async () => {
    let tries = 0;
    const objects = await objectsAt((_request, response) => {
      tries += 1;
      if (tries === 1) error(response, 409, 'ConditionalRequestConflict');
      else error(response, 412, 'PreconditionFailed');
    });
    expect(await objects.put('key', 'body', { content_type: 'text/plain', if_absent: true })).toBe('exists');
    expect(tries).toBe(2);
  });

  it('that could not be put for another reason is an error', async () => {
    const objects = await objectsAt((_request, response) => error(response, 403, 'AccessDenied'));
    await expect(objects.put('key', 'body', { content_type: 'text/plain', if_absent: true })).rejects.toBeInstanceOf(
      S3ServiceException,
    );
  });

  it('is linked to for a time, under a name that browsers keep', async () => {
    const objects = await objectsAt(() => {});
    const link = new URL(await objects.presign('results/1/å b.json', { seconds: 900, file_name: 'å b.json' }));
    expect(link.pathname).toBe('/bucket/results/1/%C3%A5%20b.json');
    expect(link.searchParams.get('X-Amz-Expires')).toBe('900');
    expect(link.searchParams.get('response-content-disposition')).toBe("attachment; filename*=UTF-8''%C3%A5%20b.json");
    expect(link.searchParams.has('response-content-type')).toBe(false);
  });

  it('is linked to in one version, to be shown in place as what it is said to be', async () => {
    const objects = await objectsAt(() => {});
    const shown = { seconds: 900, file_name: 'a.mp3', version_id: 'v1', play_as: 'audio/mpeg' };
    const { searchParams } = new URL(await objects.presign('a.mp3', shown));
    const names = ['versionId', 'response-content-type', 'response-content-disposition'];
    expect(names.map((name) => searchParams.get(name))).toEqual(['v1', 'audio/mpeg', "inline; filename*=UTF-8''a.mp3"]);
  });
});

async function objectsAt(answer: Answer, access = { mayList: true }) {
  const endpoint = await serve((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  return s3Objects(
    new S3Client({ endpoint, region: 'eu-north-1', credentials, forcePathStyle: true, maxAttempts: 1 }),
    'bucket',
    access,
  );
}

async function download(answer: Answer, signal = NEVER_STOPPED): Promise<string> {
  const path = join(await givenFolder(), 'upload');
  const source = { key: 'transcription_upload/a b+c%å.mp3', version_id: 'v1' };
  await (await objectsAt(answer)).download(source, path, signal);
  return path;
}

function error(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
