/**
 * Sends a request again that did not come through. All are safe to send twice: the service keeps each POST by its
 * Idempotency-Key, and does a DELETE once.
 */
import { retryAfterOf } from './problem.ts';

type Fetch = (request: Request) => Promise<Response>;

const ATTEMPTS = 4;
const FIRST_WAIT_SECONDS = 0.5;
/** A limit that counts anew tomorrow is the caller's to wait for. */
const LONGEST_WAIT_SECONDS = 10;
const PASSING = [429, 500, 502, 503, 504];
/** This same request is still being done, for an attempt whose connection was lost. */
const STILL_RUNNING = 409;

export type Wait = (seconds: number, signal?: AbortSignal | null) => Promise<void>;

/** @returns a fetch that tries four times in all, and gives the last answer or error */
export function retrying(fetch: Fetch, wait: Wait = pause): Fetch {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const { answer, error } = await outcomeOf(fetch, request);
      const seconds = attempt < ATTEMPTS ? waitAfter(answer, attempt) : undefined;
      if (seconds === undefined || request.signal.aborted) {
        if (answer) return answer;
        throw error;
      }
      // Unread, it would hold its connection.
      await answer?.body?.cancel();
      await wait(seconds, request.signal);
    }
  };
}

/** A request can be sent once; what is sent is a copy. */
async function outcomeOf(fetch: Fetch, request: Request): Promise<{ answer?: Response; error?: unknown }> {
  try {
    return { answer: await fetch(request.clone()) };
  } catch (error) {
    return { error };
  }
}

/** @returns the seconds until it should be sent again; undefined when it should not */
function waitAfter(answer: Response | undefined, attempt: number): number | undefined {
  const said = answer && retryAfterOf(answer);
  const isPassing =
    !answer || PASSING.includes(answer.status) || (answer.status === STILL_RUNNING && said !== undefined);
  const seconds = said ?? FIRST_WAIT_SECONDS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2);
  return isPassing && seconds <= LONGEST_WAIT_SECONDS ? seconds : undefined;
}

/** @throws the signal's reason as soon as that is given */
export function pause(seconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, seconds * 1000);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
