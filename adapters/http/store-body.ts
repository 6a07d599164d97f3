/** The body of an answer, onto the disk: no faster than it can be written, no slower than is borne, no more than is taken. */
import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { JobFailure } from '../../core/shared/errors.ts';
import { type Begun, BrokenError, isPage } from './web-answer.ts';

/**
 * Writes what comes behind what is there. `begun` is counted up with it.
 *
 * @throws BrokenError when it comes too slowly; JobFailure for too many bytes, and for a page
 */
export async function storeBody(
  body: IncomingMessage,
  begun: Begun,
  { path, max_bytes, signal }: { path: string; max_bytes: number; signal: AbortSignal },
  patience: { window_ms: number; least_bytes: number },
): Promise<void> {
  const tooSlow = new AbortController();
  let seen = begun.bytes;
  const watch = setInterval(() => {
    if (begun.bytes - seen < patience.least_bytes) tooSlow.abort(new BrokenError('it came too slowly'));
    seen = begun.bytes;
  }, patience.window_ms);
  const file = createWriteStream(path, { flags: begun.bytes > 0 ? 'r+' : 'w', start: begun.bytes });
  try {
    await pipeline(body, measured(begun, max_bytes), file, { signal: AbortSignal.any([signal, tooSlow.signal]) });
  } catch (error) {
    tooSlow.signal.throwIfAborted();
    throw error;
  } finally {
    clearInterval(watch);
  }
}

function measured(begun: Begun, most: number) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      if (begun.bytes === 0 && isPage(chunk))
        throw new JobFailure('url_not_audio', 'a web page came; give the address of the recording itself');
      begun.bytes += chunk.length;
      refuseLonger(begun.bytes, most);
      yield chunk;
    }
  };
}

export function refuseLonger(bytes: number | undefined, most: number): void {
  if (bytes === undefined || bytes <= most) return;
  throw new JobFailure(
    'url_too_large',
    `the file has ${bytes} bytes or more, beyond the ${most} accepted; split or compress it`,
  );
}

/** What was counted may not have been written. */
export async function bytesIn(path: string, { bytes }: Begun): Promise<number> {
  return stat(path).then(
    ({ size }) => Math.min(size, bytes),
    () => 0,
  );
}
