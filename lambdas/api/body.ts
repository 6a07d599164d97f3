/** From what a client sent as a body to a value that can be checked field by field, stored and given back as it came. */
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { RequestProblem } from '../../core/shared/errors.ts';
import { parseJson } from '../../core/shared/json.ts';
import { jsonFaults } from '../../core/shared/json-faults.ts';
import { badRequest } from '../../core/shared/request.ts';

/** Sixteen times the metadata, the longest that a request may hold. */
export const MAX_BODY_BYTES = 65_536;

type Sent = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>;

/**
 * @throws RequestProblem 413 when the body is too large; 400 when it is no UTF-8, no JSON, or holds what could not be
 *   given back as it came
 */
export function jsonBody(event: Sent, mostBytes = MAX_BODY_BYTES): unknown {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > mostBytes) {
    const detail = `the body has ${bytes.length} bytes; expected at most ${mostBytes}`;
    throw new RequestProblem({ status: 413, code: 'request_too_large', detail });
  }
  const value = parseJson(utf8(bytes, event));
  if (value === undefined) throw bodyProblem('invalid_json', NO_JSON);
  const faults = jsonFaults(value);
  if (faults.length > 0) throw badRequest(faults);
  return value;
}

const NO_JSON = 'the body is not JSON; expected an object such as {"callback_url": "https://example.com/webhook"}';
const NO_UTF8 =
  'the body is not UTF-8, the encoding that JSON has; encode it so (and write the character U+FFFD, where it is meant, as \\ufffd)';

/**
 * Without the mark that some programs put first. API Gateway hands most bodies over as text, and has put U+FFFD in the
 * place of what was no UTF-8 by then.
 */
function utf8(bytes: Buffer, { isBase64Encoded }: Sent): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isBase64Encoded || !text.includes('\ufffd')) return text;
  } catch {
    // Said below, as for the other.
  }
  throw bodyProblem('invalid_encoding', NO_UTF8);
}

function bodyProblem(code: string, detail: string): RequestProblem {
  return new RequestProblem({ status: 400, code, detail, errors: [{ pointer: '', message: detail }] });
}
