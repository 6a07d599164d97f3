/** Whatever a registration accepts is stored by DynamoDB and comes back equal. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { dynamoDbTable } from '../../adapters/aws/dynamodb-table.ts';
import { sha256 } from '../../adapters/system.ts';
import { clientSettings } from '../../local/clients.ts';
import { REGION } from '../../local/environment.ts';
import { stubLambdaEnvironment } from '../support/lambda-environment.ts';
import { CONTEXT, makeApiEvent } from '../support/lambda-events.ts';
import { MemoryLog } from '../support/memory/log.ts';
import { createTable } from './create-table.ts';
import { givenMinistack } from './emulators.ts';

const { url } = await givenMinistack();
stubLambdaEnvironment();
vi.stubEnv('AWS_ENDPOINT_URL', url);
vi.stubEnv('AWS_REGION', REGION);
const { handler } = await import('../../lambdas/api/handler.ts');

const { TABLE_NAME = '' } = process.env;
const documents = DynamoDBDocumentClient.from(new DynamoDBClient(clientSettings(url)));
await createTable(documents, TABLE_NAME);
const table = dynamoDbTable(documents, TABLE_NAME, new MemoryLog());
await table.write({ kind: 'put', row: { job_id: `key#${sha256('a-key')}`, kind: 'key', tenant: 'tenant-1' } });

async function call(request: { method?: string; path?: string; body?: string }) {
  const { statusCode, body } = await handler(makeApiEvent(request), CONTEXT);
  return { statusCode, body: JSON.parse(body) };
}

const number = fc.oneof(
  fc.double().map((value) => JSON.stringify(value)),
  fc.constantFrom('1e130', '-1e130', '1e-140', '5e-324', '9007199254740991', '9007199254740992', '1098765432109876543'),
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '\ud800', 'NaN', '\u0000'),
);
const nested = fc.integer({ min: 1, max: 40 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth));
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    number,
    text.map((one) => JSON.stringify(one)),
    fc.constantFrom('true', 'false', 'null', '{}', '""'),
    nested,
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map(objectText),
  ),
}));

function objectText(entries: [string, string][]): string {
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${one}`).join()}}`;
}

it('comes back equal, or is refused by its place', { timeout: 120_000 }, async () => {
  const metadata = fc.array(fc.tuple(text, value), { maxLength: 4 }).map(objectText);
  await fc.assert(
    fc.asyncProperty(metadata, async (sent) => {
      const body = `{"callback_url":"https://8.8.8.8/hook","metadata":${sent}}`;
      const registered = await call({ body });
      if (registered.statusCode === 400) {
        expect(registered.body.errors[0].pointer).toMatch(/^\/metadata/);
        return;
      }
      expect(registered.statusCode).toBe(200);
      const job = await call({ method: 'GET', path: `/api/jobs/${registered.body.callback_id}` });
      expect(JSON.stringify(job.body.client_metadata)).toBe(JSON.stringify(JSON.parse(sent)));
    }),
    { numRuns: 150 },
  );
});
