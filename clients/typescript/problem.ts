/** What the service refused or failed at, as an error that code can tell apart. */
import type { Problem } from './schema.ts';

type Told = Pick<Problem, 'status' | 'code' | 'detail'> & Partial<Pick<Problem, 'request_id' | 'errors'>>;

/** Thrown for every answer that is no success: `code` is for programs, `detail` for people. */
export class TranscriptionProblem extends Error {
  override readonly name = 'TranscriptionProblem';
  readonly status: number;
  /** Such as `invalid_request` or `not_found`; `unexpected_answer` where the answer is not one of the service. */
  readonly code: string;
  readonly detail: string;
  /** By which an operator finds the request in the logs. */
  readonly requestId: string | undefined;
  /** The fields that are wrong, by JSON pointer. */
  readonly errors: Problem['errors'];
  /** After how many seconds it can succeed, where the service says so. */
  readonly retryAfter: number | undefined;

  constructor({ status, code, detail, request_id, errors = [] }: Told, retryAfter?: number) {
    super([detail, ...errors.map(({ pointer, message }) => `${pointer || 'body'}: ${message}`)].join('; '));
    Object.assign(this, { requestId: request_id, retryAfter });
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}

/** @returns the error that an answer without success stands for */
export async function problemOf(answer: Response): Promise<TranscriptionProblem> {
  const text = await answer.text();
  return new TranscriptionProblem(toldBy(text) ?? unexpected(answer, text), retryAfterOf(answer));
}

/** RFC 9110 also allows a date, which a proxy may send. */
export function retryAfterOf({ headers }: Response, now = Date.now()): number | undefined {
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

function toldBy(text: string): Problem | undefined {
  try {
    const told = JSON.parse(text);
    return typeof told.code === 'string' && typeof told.detail === 'string' ? told : undefined;
  } catch {
    return undefined;
  }
}

/** A proxy's page, or another service's answer: the endpoint is wrong, or something stands before it. */
function unexpected({ status, url, headers }: Response, text: string): Told {
  const type = headers.get('content-type') ?? 'no content type';
  const detail = `${url} answered ${status} with ${type} in place of a problem document; is the endpoint right? It began: ${text.slice(0, 200)}`;
  return { status, code: 'unexpected_answer', detail };
}
