import { describe, expect, it } from 'vitest';
import { RequestProblem } from '../../core/shared/errors.ts';
import { problemAnswer, problemOf } from '../../lambdas/api/problem.ts';
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

  it('as anything else is in the log and not in the answer', () => {
    const log = new MemoryLog();
    const error = new Error('the password is 123');
    const answer = problemAnswer(problemOf(error, 'r-1', log));
    expect(answer).toMatchObject({ statusCode: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(answer.body).not.toContain('123');
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error } }]);
  });
});
