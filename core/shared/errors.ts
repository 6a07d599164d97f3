import type { FailureCode, JobError } from '../contracts/job-row.ts';

/** Whether sending the same file again can help; the client reads it as `error.retriable`. */
const RETRIABLE: ReadonlySet<FailureCode> = new Set([
  'download_failed',
  'url_unreachable',
  'engine_crashed',
  'time_limit',
  'interrupted_too_often',
  'capacity_unavailable',
  'internal',
]);

/** The job cannot be done, for a reason the client is told. Anything else that is thrown is a fault of ours. */
export class JobFailure extends Error {
  override name = 'JobFailure';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The worker no longer holds the job: its lease lapsed or another attempt ended it. Nothing more may be written. */
export class LeaseLostError extends Error {
  override name = 'LeaseLostError';
}

/** The job was cancelled while the worker held it: nobody else will take it. */
export class JobCancelledError extends LeaseLostError {
  override name = 'JobCancelledError';
}

/** The engine cannot be started on this machine: the worker is of no use and must end. */
export class EngineUnusableError extends Error {
  override name = 'EngineUnusableError';
  /** It ran before it crashed over a file, which may have broken the machine: this one, or one of those beside it. */
  readonly after_crash: 'own' | 'shared' | undefined;

  constructor(message: string, { after_crash }: { after_crash?: 'own' | 'shared' } = {}) {
    super(message);
    this.after_crash = after_crash;
  }
}

/** Spot takes the machine back: what a worker does is handed back, and nobody is to blame. */
export class SpotInterruptionError extends Error {
  override name = 'SpotInterruptionError';
}

/** EC2 was asked for workers and gave no answer: there may be as many as were asked for, or none. */
export class LaunchUnansweredError extends Error {
  override name = 'LaunchUnansweredError';
}

/** The object, or that version of it, is not in the bucket. */
export class ObjectMissingError extends Error {
  override name = 'ObjectMissingError';
}

/**
 * The object is there, and S3 does not give its bytes: it lies in an archive, is encrypted with a key that only its client
 * has, or may not be read, be it for its own access rules or those of its KMS key; or its bucket is in another region.
 */
export class ObjectUnreadableError extends Error {
  override name = 'ObjectUnreadableError';
  readonly reason: 'archived' | 'client_key' | 'denied' | 'other_region';

  constructor(reason: ObjectUnreadableError['reason'], options?: ErrorOptions) {
    super(`the object cannot be read: ${reason}`, options);
    this.reason = reason;
  }
}

/** A queue or the table will never take this, however often it is sent: what it holds is to blame, not the moment. */
export class RefusedForGoodError extends Error {
  override name = 'RefusedForGoodError';
}

/** The disk that a file was written to has no room left. */
export class DiskFullError extends Error {
  override name = 'DiskFullError';
}

/** What is wrong with a request, field by field; becomes an RFC 9457 problem. */
export class RequestProblem extends Error {
  override name = 'RequestProblem';
  readonly status: number;
  readonly code: string;
  readonly errors: { pointer: string; message: string }[];
  /** Of the answer, beside those of every problem. */
  readonly headers: Record<string, string>;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    errors?: { pointer: string; message: string }[];
    headers?: Record<string, string>;
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
    this.headers = problem.headers ?? {};
  }
}

export function jobError(code: FailureCode, message: string): JobError {
  return { code, message, retriable: RETRIABLE.has(code) };
}

const UNREADABLE: Record<ObjectUnreadableError['reason'], readonly [FailureCode, string]> = {
  archived: [
    'archived_object',
    'the file lies in an archive class of S3; restore it, and upload a copy in another class',
  ],
  client_key: ['object_unreadable', 'the file is encrypted with a key of your own (SSE-C); upload it without one'],
  denied: [
    'object_unreadable',
    'S3 does not let the service read the file, by its access rules or those of its KMS key; upload it without them',
  ],
  other_region: [
    'object_unreadable',
    "the file's bucket is in another region than the service; copy it to one that is not",
  ],
};

/** What a client is told of a file that cannot be read; no other try would help. */
export function unreadableFailure({ reason }: ObjectUnreadableError): JobFailure {
  return new JobFailure(...UNREADABLE[reason]);
}

/** What a row says of an error: our own words, and only the kind of anything else, whose words may hold anything. */
export function inWords(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const ours = [JobFailure, LeaseLostError, EngineUnusableError, SpotInterruptionError];
  return ours.some((kind) => thrown instanceof kind) ? thrown.message : thrown.name;
}

/** The typed answer for whatever a job's work threw. Details of our own faults stay in the log. */
export function toJobError(thrown: unknown): JobError {
  if (thrown instanceof JobFailure) return jobError(thrown.code, thrown.message);
  return jobError('internal', 'the service failed on this file; send it again, or ask the operator to look at the job');
}
