/** Files of the web, from real servers of every kind: what comes is on the disk whole, or the failure says why not. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INTERNET } from '../../../adapters/http/guard.ts';
import { PATIENCE, webFiles } from '../../../adapters/http/web-files.ts';
import { DiskFullError, type JobFailure } from '../../../core/shared/errors.ts';
import { givenFolder } from '../../support/folder.ts';
import { serve } from '../../support/http-server.ts';

const RULES = { allow_loopback_http: true, ports: [443] };
const FILE = Buffer.from(Array.from({ length: 200_000 }, (_, at) => at % 251));
/** What takes its place: as long, and of other bytes. */
const OTHER = Buffer.from(FILE).reverse();
const MOST = 1_000_000;
/** What is waited for in minutes is over in a moment here. */
const IMPATIENT = { ...PATIENCE, answer_ms: 200, window_ms: 100, least_bytes: 1000, pause_ms: 1 };

type Wanted = {
  most?: number;
  admit?: (bytes: number) => Promise<void>;
  signal?: AbortSignal;
  patience?: typeof PATIENCE;
};

async function fetched(
  url: string,
  { most = MOST, admit = async () => {}, signal, patience = IMPATIENT }: Wanted = {},
  rules = RULES,
) {
  const path = join(await givenFolder(), 'file');
  const wanted = { max_bytes: most, admit, signal: signal ?? new AbortController().signal };
  const answer = await webFiles(rules, INTERNET, patience).fetch(url, path, wanted);
  return { ...answer, bytes: await readFile(path) };
}

const failure = (attempt: Promise<unknown>): Promise<JobFailure> =>
  attempt.then(
    () => expect.fail('it was fetched'),
    (error) => error,
  );

/** Answers the first request with the first, and every further one with the last. */
function inTurn(...answers: RequestListener[]) {
  const asked: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(request);
    answer?.(request, response);
  };
  return { asked, listener };
}

const whole =
  (headers: Record<string, string> = {}, body = FILE): RequestListener =>
  (_request, response) =>
    response.writeHead(200, { 'content-length': body.length, ...headers }).end(body);

/** So many bytes of what it says it sends, and then no connection. */
const cut =
  (bytes: number, headers: Record<string, string> = { etag: '"a"' }): RequestListener =>
  (_request, response) =>
    void response
      .writeHead(200, { 'content-length': FILE.length, ...headers })
      .write(FILE.subarray(0, bytes), () => setTimeout(() => response.destroy(), 20));

/** As servers do that know ranges. */
const rest =
  (etag = '"a"', { shift = 0, of = FILE } = {}): RequestListener =>
  (request, response) => {
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) + shift;
    const range = `bytes ${from}-${of.length - 1}/${of.length}`;
    response.writeHead(206, { 'content-range': range, etag }).end(of.subarray(from));
  };

const status =
  (code: number, headers: Record<string, string> = {}): RequestListener =>
  (_request, response) =>
    response.writeHead(code, headers).end('no');

const to =
  (location: string, code = 302): RequestListener =>
  (_request, response) =>
    response.writeHead(code, { location }).end();

describe('a file of the web', () => {
  it('is on the disk as it is there, with its version', async () => {
    const { asked, listener } = inTurn(whole({ etag: '"a"', 'content-type': 'audio/mpeg' }));
    expect(await fetched(`${await serve(listener)}/talk.mp3?token=1`)).toEqual({
      size_bytes: FILE.length,
      version: '"a"',
      bytes: FILE,
    });
    expect(asked.map(({ url, headers }) => [url, headers['accept-encoding'], headers.range])).toEqual([
      ['/talk.mp3?token=1', 'identity', undefined],
    ]);
  });

  it('of no length that is told comes whole too, and has no version without a strong one', async () => {
    const url = await serve((_request, response) => response.writeHead(200, { etag: 'W/"a"' }).end(FILE));
    expect(await fetched(url)).toEqual({ size_bytes: FILE.length, bytes: FILE });
  });

  it('is known by the time it changed last where there is no better', async () => {
    const modified = 'Sun, 01 Mar 2026 12:00:00 GMT';
    expect(await fetched(await serve(whole({ 'last-modified': modified })))).toMatchObject({ version: modified });
  });

  it('that is empty is empty', async () => {
    expect(await fetched(await serve(whole({}, Buffer.alloc(0))))).toMatchObject({ size_bytes: 0 });
  });

  it.each([301, 302, 303, 307, 308])('is found over five redirects with %d', async (code) => {
    const hops = Array.from({ length: 5 }, (_, hop) => to(`/${hop}?a=b`, code));
    const { asked, listener } = inTurn(...hops, whole());
    expect(await fetched(await serve(listener))).toMatchObject({ bytes: FILE });
    expect(asked).toHaveLength(6);
  });
});

describe('a connection that breaks', () => {
  it('is gone on with where it stopped', async () => {
    const { asked, listener } = inTurn(cut(120_000), rest());
    expect(await fetched(await serve(listener))).toMatchObject({ size_bytes: FILE.length, bytes: FILE });
    const from = Number(/bytes=(\d+)-/.exec(asked[1]?.headers.range ?? '')?.[1]);
    expect([from > 0, from <= 120_000, asked[1]?.headers['if-range']]).toEqual([true, true, '"a"']);
  });

  const other = whole({ etag: '"b"' }, OTHER);
  it.each([
    ['the rest is of another version', OTHER, [cut(120_000), rest('"b"', { of: OTHER }), other]],
    ['the rest is of no version', OTHER, [cut(120_000), rest('', { of: OTHER }), other]],
    ['the rest is another part', OTHER, [cut(120_000), rest('"a"', { shift: 5 }), other]],
    ['the server knows no ranges', OTHER, [cut(120_000), other]],
    ['no version was named', OTHER, [cut(120_000, {}), other]],
    ['the version was a weak one', OTHER, [cut(120_000, { etag: 'W/"a"' }), other]],
    ['the file became shorter', OTHER, [cut(120_000), status(416), other]],
    ['the server is out of order meanwhile', FILE, [cut(120_000), status(503), status(429), rest()]],
  ])('and %s: what comes is of one version, and whole', async (_what, file, answers) => {
    const { listener } = inTurn(...answers);
    const { size_bytes, bytes } = await fetched(await serve(listener));
    expect([size_bytes, bytes.equals(file)]).toEqual([file.length, true]);
  });

  it('again and again brings a file in the end, as long as each brings something', async () => {
    const part: RequestListener = (request, response) => {
      const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const headers = { 'content-range': `bytes ${from}-${FILE.length - 1}/${FILE.length}`, etag: '"a"' };
      response.writeHead(206, { ...headers, 'content-length': FILE.length - from });
      const piece = FILE.subarray(from, from + 20_000);
      response.write(piece, () =>
        setTimeout(() => (from + piece.length < FILE.length ? response.destroy() : response.end()), 20),
      );
    };
    expect(await fetched(await serve(part))).toMatchObject({ bytes: FILE });
  });
});

describe('what is not to be had', () => {
  const drip: RequestListener = (_request, response) => {
    response.writeHead(200, { etag: '"a"' });
    const drops = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(drops));
  };
  const declares =
    (bytes: number): RequestListener =>
    (_request, response) =>
      void response.writeHead(200, { 'content-length': bytes }).write('x');
  const withoutEnd: RequestListener = (_request, response) => {
    const more = () => {
      if (!response.destroyed) response.write(FILE, more);
    };
    more();
  };
  const page = '<!DOCTYPE html><html><body>Please log in</body></html>';

  it.each<[string, string, RequestListener]>([
    ['url_forbidden', 'is for others', status(401)],
    ['url_forbidden', 'is for others', status(403)],
    ['url_unreachable', 'is not there', status(404)],
    ['url_unreachable', 'is out of order for good', status(500)],
    ['url_unreachable', 'has nothing to say', status(204)],
    ['url_unreachable', 'is in a loop of redirects', to('/again')],
    ['url_unreachable', 'redirects to no URL', to('http://[')],
    ['url_unreachable', 'redirects nowhere', status(302)],
    ['url_unreachable', 'never answers', () => {}],
    ['url_unreachable', 'drips', drip],
    ['url_unreachable', 'stands still', cutAndStay],
    ['url_unreachable', 'ends before it is whole, always', cut(100)],
    [
      'url_unreachable',
      'switches protocols',
      (request) => void request.socket.end('HTTP/1.1 101 X\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ],
    ['url_unreachable', 'is no HTTP', (request) => void request.socket.end('hello\r\n\r\n')],
    ['url_too_large', 'says that it is', declares(5_000_000_000)],
    ['url_too_large', 'never says it, and has no end', withoutEnd],
    ['url_not_audio', 'is a page', whole({ 'content-type': 'text/html; charset=utf-8' })],
    [
      'url_not_audio',
      'is a page that is called a recording',
      whole({ 'content-type': 'audio/mpeg' }, Buffer.from(page)),
    ],
    ['url_not_audio', 'is packed', whole({ 'content-encoding': 'gzip' })],
    ['url_forbidden', 'redirects to the metadata service', to('http://169.254.169.254/latest/meta-data/')],
    ['url_forbidden', 'redirects to a private address', to('https://10.0.0.1/')],
    ['url_forbidden', 'redirects to another protocol', to('file:///etc/passwd')],
    ['url_forbidden', 'redirects with a password', to('https://user:password@media.example/')],
  ])('is %s: it %s', async (code, _what, listener) => {
    const error = await failure(fetched(await serve(listener)));
    expect([error.name, error.code]).toEqual(['JobFailure', code]);
  });

  it('is not reached where the guard says no, and no connection is made', async () => {
    const { asked, listener } = inTurn(whole());
    const url = await serve(listener);
    expect((await failure(fetched(url, {}, { ...RULES, allow_loopback_http: false }))).code).toBe('url_forbidden');
    expect(asked).toEqual([]);
  });

  it('is not told of by what may be secret of its URL', async () => {
    for (const listener of [status(403), status(500), to('/secret-path?a=secret')]) {
      const error = await failure(fetched(`${await serve(listener)}/a?token=secret`));
      expect(`${error.message} ${error.cause ?? ''}`).not.toContain('secret');
    }
  });

  it('is not begun when there is no room for it', async () => {
    const admit = async (bytes: number) => {
      throw new DiskFullError(`no room for ${bytes}`);
    };
    const error = await failure(fetched(await serve(declares(900_000)), { admit }));
    expect([error.name, error.message]).toEqual(['DiskFullError', 'no room for 900000']);
  });
});

describe('a fetch that is broken off', () => {
  it.each<[string, RequestListener]>([
    ['before an answer', () => {}],
    ['amid the file', cutAndStay],
    ['between two connections', status(503)],
  ])('ends at once, with the reason: %s', async (_when, answer) => {
    const leave = new AbortController();
    const reason = new Error('the job was cancelled');
    const listener: RequestListener = (request, response) => {
      answer(request, response);
      setTimeout(() => leave.abort(reason), 20);
    };
    // As patient as in service: no try may come to its own end before the fetch is broken off.
    const wanted = { signal: leave.signal, patience: PATIENCE };
    expect(await failure(fetched(await serve(listener), wanted))).toBe(reason);
  });
});

function cutAndStay(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-length': FILE.length, etag: '"a"' }).write(FILE.subarray(0, 100));
}
