/** Writes docs/openapi.json, what clients are told of the API and its webhooks, and the client's types: `npm run openapi`. */
import { writeFile } from 'node:fs/promises';
import { clientTypes } from './openapi/client-types.ts';
import { openApiText } from './openapi/document.ts';

const text = openApiText();
await writeFile(new URL('../docs/openapi.json', import.meta.url), text);
await writeFile(new URL('../clients/typescript/schema.ts', import.meta.url), await clientTypes(text));
