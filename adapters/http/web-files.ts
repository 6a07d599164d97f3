/**
 * Files of the web, onto the disk. Neither the URL nor its server is trusted: each address is checked, each redirect too, and
 * what the server sends is measured. What breaks off goes on where it stopped, if it is the same file still.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallbackRules } from '../../core/contracts/settings.ts';
import { DiskFullError, JobFailure } from '../../core/shared/errors.ts';
import type { WebFetch, WebFiles } from '../../core/shared/ports.ts';
import { type Answer, getOnce } from './get-once.ts';
import { checkedLookup, checkedTarget, INTERNET, type Network } from './guard.ts';
import { bytesIn, refuseLonger, storeBody } from './store-body.ts';
import { OutOfTimeError, RefusedAddressError, transportFailure } from './transport-errors.ts';
import { askForRest, type Begun, BrokenError, type Coming, comingFile } from './web-answer.ts';

/** What a server is granted. A machine with a GPU waits meanwhile. */
export const PATIENCE = {
  answer_ms: 30_000,
  /** In each such time so many bytes, about what speech takes as it is spoken; what is slower is broken off. */
  window_ms: 30_000,
  least_bytes: 256 * 1024,
  total_ms: 3_600_000,
  /** Connections, one after the other, that bring less than that. */
  tries: 5,
  pause_ms: 1000,
};
const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];

type Fetch = WebFetch & { url: string; path: string };

export function webFiles(rules: CallbackRules, network: Network = INTERNET, patience = PATIENCE): WebFiles {
  return {
    async fetch(url, path, wanted) {
      const late = AbortSignal.timeout(patience.total_ms);
      const signal = AbortSignal.any([wanted.signal, late]);
      const begun: Begun = { bytes: 0 };
      for (let tries = 1; ; ) {
        const before = begun.bytes;
        try {
          return await transfer({ ...wanted, url, path, signal }, begun);
        } catch (error) {
          wanted.signal.throwIfAborted();
          const failure = late.aborted ? new JobFailure('url_unreachable', TOO_LONG) : failureOf(error);
          if (failure) throw failure;
          begun.bytes = error instanceof BrokenError && error.anew ? 0 : await bytesIn(path, begun);
          tries = begun.bytes - before >= patience.least_bytes ? 1 : tries + 1;
          if (tries > patience.tries) throw new JobFailure('url_unreachable', inWords(error), { cause: error });
        }
        await sleep(patience.pause_ms * tries, undefined, { signal }).catch(() => undefined);
      }
    },
  };

  async function transfer(fetch: Fetch, begun: Begun) {
    const answer = await follow(fetch, begun);
    try {
      const coming = comingFile(answer, begun);
      Object.assign(begun, { bytes: coming.from, version: coming.version });
      refuseLonger(coming.size_bytes, fetch.max_bytes);
      if (coming.size_bytes !== undefined) await fetch.admit(coming.size_bytes);
      await storeBody(answer.body, begun, fetch, patience);
      return arrived(begun, coming);
    } catch (error) {
      answer.body.destroy();
      throw error;
    }
  }

  async function follow({ url, signal }: Fetch, begun: Begun): Promise<Answer> {
    let target = checkedTarget(url, rules, network);
    for (let redirects = 0; ; redirects += 1) {
      const headers = { accept: '*/*', 'accept-encoding': 'identity', ...askForRest(begun) };
      const connection = { lookup: checkedLookup(rules, network), ca: network.ca, answer_ms: patience.answer_ms };
      const answer = await getOnce({ target, headers, signal, ...connection });
      const { location } = answer.headers;
      if (!REDIRECTS.includes(answer.status) || location === undefined) return answer;
      answer.body.destroy();
      if (redirects === MOST_REDIRECTS) throw new JobFailure('url_unreachable', TOO_MANY);
      target = checkedTarget(redirected(location, target), rules, network);
    }
  }
}

const TOO_MANY = `the URL leads through more than ${MOST_REDIRECTS} redirects`;
const TOO_LONG = 'the file was not whole after an hour';

function arrived({ bytes, version }: Begun, { size_bytes }: Coming) {
  if (size_bytes !== undefined && size_bytes !== bytes) throw new BrokenError('it ended before it was whole');
  return { size_bytes: bytes, ...(version !== undefined && { version }) };
}

function redirected(location: string, from: URL): string {
  try {
    return new URL(location, from).href;
  } catch {
    throw new JobFailure('url_unreachable', 'the server redirects to what is no URL');
  }
}

/** Undefined where another connection may bring what this one did not. */
function failureOf(error: unknown): Error | undefined {
  if (error instanceof JobFailure || error instanceof DiskFullError) return error;
  if (error instanceof RefusedAddressError) return new JobFailure('url_forbidden', REFUSED, { cause: error });
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return new DiskFullError('no room left', { cause: error });
  return undefined;
}

const REFUSED =
  'the URL, or a redirect of it, leads to an address that is not called: expected https and a public host';

function inWords(error: unknown): string {
  if (error instanceof BrokenError) return `the file could not be fetched: ${error.message}`;
  if (error instanceof OutOfTimeError) return 'the file could not be fetched: its server did not answer in time';
  return `the file could not be fetched: ${transportFailure(error, 0).error}`;
}
