import { LocalStackError } from '../errors.ts';
import { waitFor } from '../wait.ts';
import { type Child, logTail } from './child.ts';

const LIMIT_MS = 60_000;
const ONE_ANSWER_MS = 2_000;

/**
 * Waits until the process answers HTTP with any 2xx.
 *
 * @throws LocalStackError with the end of its log if it ends first or does not answer in time
 */
export async function waitUntilHealthy(child: Child, url: string): Promise<void> {
  const ask = async () => {
    if (child.hasExited()) throw new LocalStackError(`${child.name} ended while starting. ${logWords(child)}`);
    return (await answers(url)) || undefined;
  };
  await waitFor(`${child.name} at ${url}`, ask, { limitMs: LIMIT_MS }).catch((error: Error) => {
    throw error.message.startsWith(child.name) ? error : new LocalStackError(`${error.message}. ${logWords(child)}`);
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(ONE_ANSWER_MS) })).ok;
  } catch {
    return false;
  }
}

const logWords = (child: Child) => `The end of its log, ${child.logFile}:\n${logTail(child)}`;
