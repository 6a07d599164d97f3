/** Writes docs/openapi.json, what clients are told of the API and its webhooks: `npm run openapi`. */
import { writeFile } from 'node:fs/promises';
import { openApiText } from './openapi/document.ts';

await writeFile(new URL('../docs/openapi.json', import.meta.url), openApiText());
