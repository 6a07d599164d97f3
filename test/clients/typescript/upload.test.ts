import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createTranscriptionClient, type Upload, UploadRefused } from '../../../clients/typescript/index.ts';
import { bodyOf, serve } from '../../support/http-server.ts';

type Step = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A service and the S3 beside it, by `METHOD path`; what was asked of each. */
async function given(steps: (base: string) => Record<string, Step>) {
  const asked: { call: string; key: string | string[] | undefined; body: string }[] = [];
  let all: Record<string, Step> = {};
  const endpoint = await serve(async (request, response) => {
    const body = await bodyOf(request);
    const call = `${request.method} ${request.url}`;
    asked.push({ call, key: request.headers['x-api-key'], body });
    (all[call] ?? ((_request, none) => none.writeHead(404).end(`nobody answers ${call}`)))(request, response, body);
  });
  all = steps(endpoint);
  return { asked, client: createTranscriptionClient({ endpoint, apiKey: 'the key' }) };
}

const json =
  (body: object): Step =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const status =
  (code: number): Step =>
  (_request, response) =>
    response.writeHead(code).end('<Code>AccessDenied</Code>');
const upload = (links: Pick<Upload, 'post' | 'multipart'>) => ({ upload_id: 'u', job_id: 'u', ...links });

describe('a small file', () => {
  const form = (base: string) =>
    upload({ post: { url: `${base}/s3`, fields: { policy: 'p', 'Content-Type': 'audio/webm' } } });

  it('is sent by the form, its fields first, without the key', async () => {
    // Given
    const { client, asked } = await given((base) => ({
      'POST /api/v1/uploads': json(form(base)),
      'POST /s3': status(204),
    }));
    const sent: number[] = [];
    // When
    const file = new File(['hello'], 'talk.webm', { type: 'audio/webm;codecs=opus' });
    const onProgress = ({ sentBytes }: { sentBytes: number }) => void sent.push(sentBytes);
    expect(await client.upload(file, { language: 'sv', onProgress })).toMatchObject({ job_id: 'u' });
    // Then
    const body = { file_name: 'talk.webm', content_type: 'audio/webm', language: 'sv', size_bytes: 5 };
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual(body);
    expect(asked.map(({ key }) => key)).toEqual(['the key', undefined]);
    expect(asked[1]?.body).toMatch(/name="policy"\s+p\s.*name="Content-Type"\s+audio\/webm\s.*name="file".*hello/s);
    expect(sent).toEqual([5]);
  });

  it('that S3 refuses says why, without the secrets of the link', async () => {
    const { client } = await given((base) => ({
      'POST /api/v1/uploads': json(upload({ post: { url: `${base}/s3?X-Amz-Signature=secret`, fields: {} } })),
      'POST /s3?X-Amz-Signature=secret': status(403),
    }));
    const error = await client.upload(new Blob(['hello'])).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(UploadRefused);
    expect((error as Error).message).toMatch(
      /^POST http:\/\/127.0.0.1:\d+\/s3 was refused with 403: <Code>AccessDenied/,
    );
  });
});

describe('a file in parts', () => {
  const parts = (base: string, numbers: number[], links = 'old') =>
    upload({
      multipart: { part_bytes: 2, parts: numbers.map((number) => ({ number, url: `${base}/${links}/${number}` })) },
    });

  it('is made one of them; of those that were refused, fresh links are asked for', async () => {
    // Given a link that has expired
    const { client, asked } = await given((base) => ({
      'POST /api/v1/uploads': json(parts(base, [1, 2, 3])),
      'PUT /old/1': status(200),
      'PUT /old/2': status(403),
      'PUT /old/3': status(200),
      'GET /api/v1/uploads/u': json(parts(base, [2], 'fresh')),
      'PUT /fresh/2': status(200),
      'POST /api/v1/uploads/u/complete': json({ upload_id: 'u', status: 'complete' }),
    }));
    const sent: number[] = [];
    // When
    const onProgress = ({ sentBytes }: { sentBytes: number }) => void sent.push(sentBytes);
    await client.upload(new Blob(['abcde']), { file_name: 'talk.wav', part_bytes: 2, parallel: 1, onProgress });
    // Then
    expect(asked.slice(1, 4).map(({ call, key, body }) => [call, key, body])).toEqual([
      ['PUT /old/1', undefined, 'ab'],
      ['PUT /old/2', undefined, 'cd'],
      ['PUT /old/3', undefined, 'e'],
    ]);
    expect(asked.slice(4).map(({ call, key }) => [call, key])).toEqual([
      ['GET /api/v1/uploads/u', 'the key'],
      ['PUT /fresh/2', undefined],
      ['POST /api/v1/uploads/u/complete', 'the key'],
    ]);
    expect(sent).toEqual([2, 3, 5]);
  });

  it('whose part never comes through is given up after three rounds', async () => {
    const { client, asked } = await given((base) => ({
      'POST /api/v1/uploads': json(parts(base, [1])),
      'GET /api/v1/uploads/u': json(parts(base, [1])),
      'PUT /old/1': status(503),
    }));
    await expect(client.upload(new Blob(['ab']))).rejects.toThrow(UploadRefused);
    expect(asked.filter(({ call }) => call.startsWith('PUT'))).toHaveLength(3);
    expect(asked.map(({ call }) => call)).not.toContain('POST /api/v1/uploads/u/complete');
  });

  it('sends nothing more once its signal says so', async () => {
    const controller = new AbortController();
    const { client, asked } = await given((base) => ({
      'POST /api/v1/uploads': json(parts(base, [1, 2])),
      'PUT /old/1': (_request, response) => {
        controller.abort(new Error('the user left'));
        response.end();
      },
    }));
    const options = { parallel: 1, signal: controller.signal };
    await expect(client.upload(new Blob(['abcd']), options)).rejects.toThrow('the user left');
    expect(asked.map(({ call }) => call)).toEqual(['POST /api/v1/uploads', 'PUT /old/1']);
  });
});
