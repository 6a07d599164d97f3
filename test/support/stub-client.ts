import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach } from 'vitest';

/** `mockClient` for one test file: without answers before each test, and the real client again after the last. */
export const stubClient: typeof mockClient = (client) => {
  const stub = mockClient(client);
  beforeEach(() => void stub.reset());
  afterAll(() => stub.restore());
  return stub;
};

/** What S3 answers with as the body of an object. */
export const bodyOf = (text: string) => ({ transformToString: async () => text }) as never;
