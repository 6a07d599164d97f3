/** What an answer to a GET says of a file: that it is there, where it is, how long, of which version, or why it is not to be had. */
import type { IncomingHttpHeaders } from 'node:http';
import { JobFailure } from '../../core/shared/errors.ts';
import type { Answer } from './get-once.ts';

/** Nothing is wrong with the file, or that is not known: it may come with the next connection. */
export class BrokenError extends Error {
  override name = 'BrokenError';
  /** What is on the disk is of no use any more. */
  readonly anew: boolean;

  constructor(message: string, { anew = false } = {}) {
    super(message);
    this.anew = anew;
  }
}

/** What is on the disk: its first bytes, of the version that a server named. */
export type Begun = { bytes: number; version?: string | undefined };

export type Coming = {
  /** The first byte that comes. */
  from: number;
  /** Of the whole file. */
  size_bytes: number | undefined;
  version: string | undefined;
};

const REFUSED = [401, 402, 403, 407, 451];
const PASSING = [408, 425, 429];
const PAGES = /^(text\/html|application\/xhtml\+xml)\b/i;

/**
 * @param begun what is there, and was asked to be gone on with
 * @throws JobFailure for a file that is not to be had; BrokenError where another try may get it
 */
export function comingFile({ status, headers }: Answer, begun: Begun): Coming {
  if (status !== 200 && status !== 206) throw refusalOf(status);
  if (PAGES.test(headers['content-type'] ?? ''))
    throw new JobFailure('url_not_audio', 'the URL leads to a web page; give the address of the recording itself');
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new JobFailure('url_not_audio', `the server packs the file (${encoding}) though it was asked not to`);
  const version = versionOf(headers);
  if (status === 200) return { from: 0, size_bytes: whole(headers['content-length']), version };
  const [, from, size] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '') ?? [];
  if (Number(from) !== begun.bytes || (begun.bytes > 0 && version !== begun.version))
    throw new BrokenError('the rest that came is not of what had come', { anew: true });
  return { from: begun.bytes, size_bytes: whole(size), version };
}

/** Headers that ask for the rest of what is there, or for all of another version; none where no version is known. */
export function askForRest({ bytes, version }: Begun): Record<string, string> {
  return bytes > 0 && version !== undefined ? { range: `bytes=${bytes}-`, 'if-range': version } : {};
}

/** By which two answers are of the same bytes: a strong ETag, or when it changed last (RFC 9110, 13.1.5). */
function versionOf(headers: IncomingHttpHeaders): string | undefined {
  const { etag, 'last-modified': modified } = headers;
  return etag !== undefined && !etag.startsWith('W/') ? etag : modified;
}

function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function refusalOf(status: number): Error {
  if (REFUSED.includes(status))
    return new JobFailure(
      'url_forbidden',
      `the server lets nobody have the file without further rights (HTTP ${status})`,
    );
  // What is there is longer than the file: it became another.
  if (status === 416) return new BrokenError('the file became shorter', { anew: true });
  if (status >= 500 || PASSING.includes(status)) return new BrokenError(`the server answered ${status}`);
  return new JobFailure('url_unreachable', `there is no file under the URL (HTTP ${status})`);
}

/** Whether what begins so is a page that a server sent under another name: of a log-in, of an error. */
export function isPage(first: Buffer): boolean {
  return /^(\ufeff)?\s*<(!doctype html|html)\b/i.test(first.subarray(0, 200).toString('utf8'));
}
