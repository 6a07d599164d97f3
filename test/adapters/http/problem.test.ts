import { describe, expect, it } from 'vitest';
import { refusal } from '../../../adapters/http/problem.ts';
import { RequestProblem } from '../../../core/shared/errors.ts';
import { MemoryLog } from '../../support/memory/log.ts';

describe('what was thrown', () => {
  it('as a problem of the request keeps its words', () => {
    const errors = [{ pointer: '/language', message: 'unknown' }];
    const thrown = new RequestProblem({ status: 409, code: 'no_transcript', detail: 'not yet', errors });
    expect(JSON.parse(refusal(thrown, 'r-1', new MemoryLog()).body)).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'not yet',
      code: 'no_transcript',
      request_id: 'r-1',
      errors,
    });
  });

  it('keeps its headers, beside those of every problem', () => {
    const thrown = new RequestProblem({ status: 405, code: 'x', detail: 'y', headers: { allow: 'GET' } });
    expect(refusal(thrown, 'r-1', new MemoryLog()).headers).toEqual({
      allow: 'GET',
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
    });
  });

  it.each([400, 403, 404, 405, 406, 409, 413, 503])('has the title of its status %d', (status) => {
    const thrown = new RequestProblem({ status, code: 'x', detail: 'y' });
    expect(JSON.parse(refusal(thrown, 'r-1', new MemoryLog()).body).title).not.toBe('Error');
  });

  it('as anything else is in the log and not in the answer', () => {
    const log = new MemoryLog();
    const error = new Error('the password is 123');
    const answer = refusal(error, 'r-1', log);
    expect(answer).toMatchObject({ statusCode: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(answer.body).not.toContain('123');
    expect(log.lines).toMatchObject([{ level: 'error', fields: { error } }]);
  });
});
