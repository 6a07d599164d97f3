/** What a route of the API is. */
import type * as z from 'zod';

export type Route = {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below /api all asks for a key; what stands beside it is known to API Gateway by itself. */
  path: string;
  /** What stands in the braces of the path. */
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** The body may be left out. */
  bodyOptional?: boolean;
  /** Comes as multipart/form-data in place of JSON. */
  form?: z.ZodObject;
  tag: 'callbacks' | 'jobs' | 'keys' | 'usage' | 'service' | 'uploads' | 'audio text' | 'audio notes';
  summary: string;
  description?: string;
  answer: Answer;
  /** Statuses of its problems; that the service failed can be said by every route. */
  problems: readonly (400 | 403 | 404 | 406 | 409 | 413 | 422 | 429 | 503)[];
  /** Whom it is for: who has a client's key, who has an operator's, or everybody. */
  scope: 'client' | 'operator' | 'none';
  /** The Lambda that answers, and the name of what answers in it; two routes may be two names of one thing. */
  lambda: 'api' | 'docs' | 'web' | 'events';
  handler: string;
};

type Answer = {
  status: 200 | 201 | 202 | 302 | 308;
  description: string;
  /** As JSON. */
  body?: z.ZodType;
  /** Media types of answers that are text. */
  texts?: readonly string[];
  headers?: z.ZodObject;
  /** Holds what is shown once and kept nowhere. */
  secret?: true;
  /** Comes with an ETag, and need not be sent again to who has it. */
  tagged?: boolean;
};
