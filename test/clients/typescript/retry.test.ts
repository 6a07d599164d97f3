import { describe, expect, it } from 'vitest';
import { retryAfterOf } from '../../../clients/typescript/problem.ts';
import { pause, retrying } from '../../../clients/typescript/retry.ts';

const refused = (status: number, headers: Record<string, string> = {}) => new Response('{}', { status, headers });

/** @returns what was sent, and how long was waited in between */
async function send(...outcomes: (Response | Error)[]) {
  const sent: { body: string; key: string | null }[] = [];
  const waits: number[] = [];
  const fetch = async (request: Request) => {
    sent.push({ body: await request.text(), key: request.headers.get('Idempotency-Key') });
    const outcome = outcomes.shift() ?? refused(503);
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const wait = async (seconds: number) => void waits.push(seconds);
  const request = new Request('http://a/', { method: 'POST', body: '{"a":1}', headers: { 'Idempotency-Key': 'k' } });
  const answer = await retrying(fetch, wait)(request).catch((error: Error) => error);
  return { answer, sent, waits };
}

describe('a request', () => {
  it.each<[string, Response | Error]>([
    ['lost its connection', new TypeError('fetch failed')],
    ['was throttled', refused(429)],
    ['met a gateway without service', refused(502)],
    ['is still being done for an attempt before', refused(409, { 'retry-after': '1' })],
  ])('that %s is sent again as it was, with the same key', async (_what, outcome) => {
    const { answer, sent } = await send(outcome, Response.json({ done: true }));
    expect(answer).toMatchObject({ status: 200 });
    expect(sent).toEqual(Array(2).fill({ body: '{"a":1}', key: 'k' }));
  });

  it.each([400, 403, 404, 409, 422])('that was refused with %i is not', async (status) => {
    const { answer, sent } = await send(refused(status));
    expect(answer).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it('waits as long as it is told, and else ever longer', async () => {
    const { answer, waits } = await send(
      refused(429, { 'retry-after': '7' }),
      refused(500),
      refused(500),
      refused(500),
    );
    expect(answer).toMatchObject({ status: 500 });
    expect(waits).toEqual([7, expect.closeTo(0.75, 0), expect.closeTo(1.5, 0)]);
    expect(waits[2]).toBeGreaterThan(waits[1] as number);
  });

  it('does not wait for a limit that counts anew in hours', async () => {
    const { answer, sent } = await send(refused(429, { 'retry-after': '7200' }));
    expect(answer).toMatchObject({ status: 429 });
    expect(sent).toHaveLength(1);
  });

  it('that never comes through fails as the last attempt did', async () => {
    const { answer, sent } = await send(...Array.from({ length: 5 }, (_, index) => new TypeError(`attempt ${index}`)));
    expect(answer).toEqual(new TypeError('attempt 3'));
    expect(sent).toHaveLength(4);
  });
});

describe('a pause', () => {
  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const paused = pause(3600, controller.signal);
    controller.abort(new Error('the page was closed'));
    await expect(paused).rejects.toThrow('the page was closed');
    await expect(pause(3600, controller.signal)).rejects.toThrow('the page was closed');
  });
});

it.each([
  ['7', 7],
  ['Thu, 01 Jan 1970 00:01:00 GMT', 60],
  ['Thu, 01 Jan 1960 00:00:00 GMT', 0],
  ['soon', undefined],
])('Retry-After %s is %s', (said, seconds) => {
  expect(retryAfterOf(refused(429, { 'retry-after': said }), 0)).toBe(seconds);
});
