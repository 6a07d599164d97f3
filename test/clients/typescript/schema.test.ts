import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { clientTypes } from '../../../bin/openapi/client-types.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('the types of the client are those of docs/openapi.json', async () => {
  expect(
    read('clients/typescript/schema.ts'),
    'clients/typescript/schema.ts is not up to date: run `npm run openapi`, and commit what it writes',
  ).toBe(await clientTypes(read('docs/openapi.json')));
});
