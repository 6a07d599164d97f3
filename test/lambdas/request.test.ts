import { describe, expect, it } from 'vitest';
import { apiBase } from '../../lambdas/api/request.ts';
import { makeApiEvent } from '../support/lambda-events.ts';

describe('the base of links', () => {
  it('holds the stage under the default domain', () => {
    expect(apiBase(makeApiEvent(), {})).toBe('https://abc.example/prod');
  });

  it('is bare under a custom domain', () => {
    const event = makeApiEvent();
    event.requestContext.path = '/api';
    event.requestContext.domainName = 'api.example.com';
    expect(apiBase(event, {})).toBe('https://api.example.com');
  });

  it('is the emulator’s own path in the local stack', () => {
    const event = makeApiEvent();
    delete event.requestContext.domainName;
    expect(apiBase(event, { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toBe(
      'http://127.0.0.1:4566/restapis/abc/prod/_user_request_',
    );
  });
});
