import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { createTranscriptionClient, type Job, TranscriptionProblem } from '../../../clients/typescript/index.ts';
import { serve } from '../../support/http-server.ts';

type Answer = { status?: number; headers?: Record<string, string>; body: unknown };
type Asked = { method: string | undefined; url: string | undefined; headers: IncomingHttpHeaders };

/** A service that gives these answers one after the other, and its client. */
async function given(...answers: Answer[]) {
  const asked: Asked[] = [];
  const endpoint = await serve(({ method, url, headers }, response) => {
    asked.push({ method, url, headers });
    const { status = 200, body, headers: more } = answers.shift() ?? { status: 404, body: 'no further answer' };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end(text);
  });
  return { asked, client: createTranscriptionClient({ endpoint: `${endpoint}/v1/`, apiKey: 'the key' }) };
}

const job = (fields: Partial<Job>): Answer => ({ body: { job_id: 'a/b', updated_at: '', progress: null, ...fields } });

describe('a call', () => {
  it('goes to its path below the endpoint, with the key', async () => {
    const { client, asked } = await given(job({ status: 'processing' }));
    const { data } = await client.GET('/api/v1/jobs/{job_id}', { params: { path: { job_id: 'a/b' } } });
    expect(data.status).toBe('processing');
    expect(asked).toMatchObject([{ method: 'GET', url: '/v1/api/v1/jobs/a%2Fb', headers: { 'x-api-key': 'the key' } }]);
    expect(asked[0]?.headers).not.toHaveProperty('idempotency-key');
  });

  it('that posts has an Idempotency-Key of its own, or the one it is given', async () => {
    const { client, asked } = await given({ body: {} }, { body: {} }, { body: {} });
    const body = { callback_url: 'https://client.example/hook' };
    await client.POST('/api/v1/callbacks', { body });
    await client.POST('/api/v1/callbacks', { body });
    await client.POST('/api/v1/callbacks', { body, params: { header: { 'Idempotency-Key': 'talk-1' } } });
    const [first, second, third] = asked.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
    expect(third).toBe('talk-1');
  });

  it('that is refused throws the problem, with code, fields and when to come again', async () => {
    const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429, code: 'daily_limit' };
    const told = { ...problem, detail: 'the day is spent', request_id: 'r', errors: [{ pointer: '/a', message: 'b' }] };
    const { client } = await given({ status: 429, headers: { 'retry-after': '7200' }, body: told });
    const error = await client.GET('/api/v1/models').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TranscriptionProblem);
    expect(error).toMatchObject({
      name: 'TranscriptionProblem',
      message: 'the day is spent; /a: b',
      status: 429,
      code: 'daily_limit',
      requestId: 'r',
      retryAfter: 7200,
      errors: [{ pointer: '/a', message: 'b' }],
    });
  });

  it('that something else answers says so', async () => {
    const { client } = await given({
      status: 404,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Not here</h1>',
    });
    await expect(client.GET('/api/v1/models')).rejects.toMatchObject({
      code: 'unexpected_answer',
      status: 404,
      message: expect.stringMatching(/\/v1\/api\/v1\/models answered 404 with text\/html .*<h1>Not here/),
    });
  });
});

describe('waiting for a job', () => {
  const seconds = (seconds_done: number) => ({ seconds_done, duration_seconds: 9 });

  it.each(['completed', 'failed', 'cancelled'] as const)('ends when it is %s, and tells of changes', async (status) => {
    // Given
    const { client } = await given(
      job({ status: 'launching' }),
      job({ status: 'launching' }),
      job({ status: 'processing', progress: seconds(1) }),
      job({ status: 'processing', progress: seconds(2) }),
      job({ status }),
    );
    const seen: string[] = [];
    // When
    const onChange = ({ status, progress }: Job) => void seen.push(`${status} ${progress?.seconds_done ?? ''}`);
    const ended = await client.waitForJob('a/b', { everySeconds: 0, onChange });
    // Then
    expect(ended.status).toBe(status);
    expect(seen).toEqual(['launching ', 'processing 1', 'processing 2', `${status} `]);
  });

  it('ends with its signal', async () => {
    const { client } = await given(job({ status: 'launching' }));
    const controller = new AbortController();
    const onChange = () => controller.abort(new Error('enough'));
    await expect(client.waitForJob('a/b', { signal: controller.signal, onChange })).rejects.toThrow('enough');
  });
});

describe('the pages of jobs', () => {
  it('go on over an empty one until there is no cursor, with the same query', async () => {
    const { client, asked } = await given(
      { body: { jobs: [{ job_id: '1' }, { job_id: '2' }], next_cursor: 'x y' } },
      { body: { jobs: [], next_cursor: 'z' } },
      { body: { jobs: [{ job_id: '3' }], next_cursor: null } },
    );
    const pages: string[][] = [];
    for await (const jobs of client.pages({ status: 'failed', limit: 2 })) pages.push(jobs.map(({ job_id }) => job_id));
    expect(pages).toEqual([['1', '2'], [], ['3']]);
    expect(asked.map(({ url }) => url)).toEqual([
      '/v1/api/v1/jobs?status=failed&limit=2',
      '/v1/api/v1/jobs?status=failed&limit=2&cursor=x%20y',
      '/v1/api/v1/jobs?status=failed&limit=2&cursor=z',
    ]);
  });
});
