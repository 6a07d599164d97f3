import { NotFoundError } from '@aws-lambda-powertools/event-handler/http';
import { describe, expect, it } from 'vitest';
import { RequestProblem } from '../../core/shared/errors.ts';
import { problemOf, problemResponse } from '../../lambdas/api/problem.ts';
import { MemoryLog } from '../support/memory/log.ts';

describe('what was thrown', () => {
  it('as a problem of the request keeps its words', () => {
    const errors = [{ pointer: '/language', message: 'unknown' }];
    const thrown = new RequestProblem({ status: 409, code: 'no_transcript', detail: 'not yet', errors });
    expect(problemOf(thrown, 'r-1', new MemoryLog())).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'not yet',
      code: 'no_transcript',
      request_id: 'r-1',
      errors,
    });
  });

  it('by the router keeps its status', () => {
    expect(problemOf(new NotFoundError('no route'), 'r-1', new MemoryLog())).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  it('as anything else is in the log and not in the answer', async () => {
    const log = new MemoryLog();
    const error = new Error('the password is 123');
    const response = problemResponse(problemOf(error, 'r-1', log));
    expect([response.status, response.headers.get('content-type')]).toEqual([500, 'application/problem+json']);
    expect(await response.text()).not.toContain('123');
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error } }]);
  });
});
