import type * as z from 'zod';
import type { ProblemCode } from '../contracts/checks.ts';
import { RESERVED_OPTION_NAMES } from '../contracts/options.ts';
import { RequestProblem } from './errors.ts';
import { pointerTo } from './json-faults.ts';

type FieldError = { pointer: string; message: string };

/** An answer names so many fields, each in so many characters: it may not grow with what was sent. */
const MAX_ERRORS = 20;
const MAX_POINTER = 200;
const MAX_MESSAGE = 300;

/**
 * Parses a request body with a strict schema.
 *
 * @throws RequestProblem 400 with a JSON pointer (RFC 6901) for each bad field; its code is `unsupported_option` when
 *   all that is wrong is what this version or the deployed model does not have; 422 when the model alone is not to be had
 */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body, { reportInput: true });
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownFields(issue) : [wrongField(issue)],
  );
  const { issues } = parsed.error;
  const isTooMuch = issues.every(asksForTooMuch);
  const status = isTooMuch && issues.every(({ path }) => path[0] === 'model') ? 422 : 400;
  throw badRequest(errors, isTooMuch ? 'unsupported_option' : 'invalid_request', status);
}

export function badRequest(
  errors: FieldError[],
  code: ProblemCode = 'invalid_request',
  status: 400 | 422 = 400,
): RequestProblem {
  const named = bounded(errors);
  const fields = named.map((error) => `${error.pointer || '(body)'} ${error.message}`).join('; ');
  return new RequestProblem({ status, code, detail: `the request is wrong: ${fields}`, errors: named });
}

function bounded(errors: FieldError[]): FieldError[] {
  const named = errors
    .slice(0, MAX_ERRORS)
    .map(({ pointer, message }) => ({ pointer: cut(pointer, MAX_POINTER), message: cut(message, MAX_MESSAGE) }));
  const others = errors.length - named.length;
  return others > 0 ? [...named, { pointer: '', message: `and ${others} more fields are wrong` }] : named;
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** The field is well-formed but not to be had: unknown to this version, or beyond the deployed model. */
function asksForTooMuch(issue: z.core.$ZodIssue): boolean {
  return (
    issue.code === 'unrecognized_keys' || (issue.code === 'custom' && issue.params?.['code'] === 'unsupported_option')
  );
}

function unknownFields(issue: z.core.$ZodIssueUnrecognizedKeys): FieldError[] {
  return issue.keys.map((key) => ({ pointer: pointerTo([...issue.path, key]), message: unknownFieldMessage(key) }));
}

function unknownFieldMessage(key: string): string {
  return RESERVED_OPTION_NAMES.includes(key)
    ? 'is not supported by this version of the service; leave it out'
    : 'is not a field of this request; check its spelling or leave it out';
}

function wrongField(issue: z.core.$ZodIssue): FieldError {
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  const message = missing ? `is missing: expected ${issue.expected}` : issue.message;
  return { pointer: pointerTo(issue.path), message };
}
