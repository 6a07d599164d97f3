import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseLoadArguments } from '../../bin/load/arguments.ts';
import { findEndpoint } from '../../bin/load/endpoint.ts';
import { summaryOf, summaryText } from '../../bin/load/figures.ts';
import { monitor, tableOf } from '../../bin/load/monitor.ts';
import { type Sent, sendLoad } from '../../bin/load/send.ts';
import { createTranscriptionClient } from '../../clients/typescript/index.ts';
import { answerTo } from '../support/command-line.ts';
import { givenFolder } from '../support/folder.ts';
import { bodyOf, serve } from '../support/http-server.ts';

describe('the command line', () => {
  it('sends ten by five to the local stack unless told otherwise', () => {
    expect(parseLoadArguments([])).toEqual({ requests: 10, workers: 5, limitSeconds: 600, files: [] });
    const words = [
      '--requests',
      '3',
      '--workers',
      '2',
      '--monitor',
      '--json',
      '--keep',
      '--endpoint',
      'http://a/v1',
      import.meta.filename,
    ];
    expect(parseLoadArguments(words)).toMatchObject({
      requests: 3,
      workers: 2,
      monitor: true,
      json: true,
      keep: true,
      endpoint: 'http://a/v1',
      files: [import.meta.filename],
    });
  });

  it.each([
    [['--requests', '0'], 'Expected a whole number above 0'],
    [['--workers', 'many'], 'Expected a whole number above 0'],
    [['no-such.wav'], 'no such file: no-such.wav'],
    [['--endpoint', 'http://a', '--stage', 'production'], '--endpoint and --stage; give one of them'],
    [['--request', '5'], "unknown option '--request'"],
  ])('refuses %j', async (words, why) => {
    expect(await answerTo(() => parseLoadArguments(words))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(why),
    });
  });
});

describe('where it goes', () => {
  beforeEach(() => vi.stubEnv('KEY', ''));
  afterEach(() => void vi.unstubAllEnvs());

  it('is the endpoint, with the key of the environment or of the command line', async () => {
    await expect(findEndpoint({ endpoint: 'http://a' })).rejects.toThrow(
      'no API key; give it in the environment as KEY',
    );
    vi.stubEnv('KEY', 'k');
    expect(await findEndpoint({ endpoint: 'http://a' })).toEqual({ endpoint: 'http://a', apiKey: 'k' });
    expect(await findEndpoint({ endpoint: 'http://a', key: 'other' })).toMatchObject({ apiKey: 'other' });
  });

  it('is nowhere without a stack', async () => {
    const stateDir = await givenFolder();
    await expect(findEndpoint({ stateDir })).rejects.toThrow(
      'start one with `npm start`, or give --endpoint or --stage',
    );
  });
});

/** A service whose every job ends so; how many were under way at once, and what was removed. */
async function given(outcome: (job: number) => { status: string; error?: { code: string } }, refuseAfter = 1e9) {
  const seen = { atOnce: 0, most: 0, removed: [] as string[] };
  let jobs = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse, body: object, status = 200) => {
    await bodyOf(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const endpoint = await serve((request, response) => {
    const [, , , what, id] = (request.url ?? '').split('/');
    if (request.url === '/s3') return answer(request, response, {}, 204);
    if (request.method === 'DELETE') {
      seen.removed.push(id ?? '');
      return answer(request, response, {}, 202);
    }
    if (what === 'uploads') {
      if (jobs >= refuseAfter) return answer(request, response, { code: 'limit_exceeded', detail: 'spent' }, 403);
      seen.most = Math.max(seen.most, ++seen.atOnce);
      return answer(request, response, { job_id: `${jobs++}`, post: { url: `${endpoint}/s3`, fields: {} } });
    }
    seen.atOnce -= 1;
    return answer(request, response, { job_id: id, progress: null, ...outcome(Number(id)) });
  });
  return { seen, client: createTranscriptionClient({ endpoint, apiKey: 'k' }) };
}

const CLIPS = ['a.wav', 'b.wav'].map((name) => ({ name, content: new Blob(['sound']) }));
const options = (more: object = {}) => ({
  requests: 6,
  workers: 2,
  limitSeconds: 60,
  signal: new AbortController().signal,
  ...more,
});

describe('the load', () => {
  it('is so many by so few at once, each clip in turn, and nothing of it stays', async () => {
    const { client, seen } = await given(() => ({ status: 'completed' }));
    const sent = await sendLoad(client, CLIPS, options());
    expect(sent.map(({ clip, state }) => `${clip} ${state}`)).toEqual(
      Array(3).fill(['a.wav completed', 'b.wav completed']).flat(),
    );
    expect(seen.most).toBe(2);
    expect(seen.removed.sort()).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(summaryOf(sent, options())).toMatchObject({
      completed: 6,
      failures: {},
      requests_per_second: expect.any(Number),
      upload: { p50: expect.any(Number), p99: expect.any(Number) },
      transcript: { p50: expect.any(Number), p99: expect.any(Number) },
    });
  });

  it('says what failed and as what, and goes on', async () => {
    const failed = { status: 'failed', error: { code: 'unsupported_media' } };
    const { client } = await given((job) => (job % 2 ? failed : { status: 'completed' }), 4);
    const sent = await sendLoad(client, CLIPS, options({ keep: true }));
    expect(summaryOf(sent, options())).toMatchObject({
      completed: 2,
      failures: { unsupported_media: 2, limit_exceeded: 2 },
    });
  });

  it('that is broken off says what there is', async () => {
    const controller = new AbortController();
    const { client } = await given(() => {
      controller.abort();
      return { status: 'processing' };
    });
    const sent = await sendLoad(client, CLIPS, options({ signal: controller.signal, workers: 1 }));
    expect(sent).toMatchObject([{ failure: 'broken off' }]);
    expect(summaryText(summaryOf(sent, options()))).toMatch(/^0 of 6 completed .*\nfailures: 1 × broken off\n/);
  });
});

describe('the figures', () => {
  const one = (began_at: number, seconds: number): Sent => ({
    clip: 'a',
    state: 'completed',
    began_at,
    seconds,
    upload_seconds: 0.1,
  });

  it('are of what was completed, from the first begin to the last end', () => {
    const sent = [...Array.from({ length: 98 }, (_, index) => one(index, 1)), one(98, 2), one(98, 102)];
    expect(summaryOf(sent, { requests: 100, workers: 5 })).toMatchObject({
      seconds: 200,
      requests_per_second: 0.5,
      upload: { p50: 0.1, p99: 0.1, max: 0.1 },
      transcript: { p50: 1, p99: 2, max: 102 },
    });
  });

  it('are none before anything has ended', () => {
    const sent: Sent[] = [{ clip: 'a', state: 'sending', began_at: 1 }];
    expect(summaryOf(sent, { requests: 1, workers: 1 })).toMatchObject({
      seconds: 0,
      requests_per_second: 0,
      transcript: null,
    });
    expect(tableOf(sent)).toMatch(/^SENDING .*\n1 .*\n0\.00 requests\/s\nSECONDS .*\nupload +- +- +-\n/);
  });

  it('are drawn over each other on a terminal, and line by line elsewhere', () => {
    const written: string[] = [];
    const show = (isTTY: boolean) => monitor({ isTTY, write: (text) => written.push(text) }).show;
    const terminal = show(true);
    terminal([one(0, 1)]);
    terminal([one(0, 1), one(0, 1)]);
    expect(written[0]).not.toContain('\u001b');
    expect(written[1]?.startsWith('\u001b[6A\u001b[JSENDING')).toBe(true);
    written.length = 0;
    const file = show(false);
    file([{ clip: 'a', state: 'sending', began_at: 0 }]);
    file([one(0, 1)]);
    file([one(0, 1)]);
    expect(written).toEqual(['1 completed; 1.00 requests/s\n']);
  });
});
