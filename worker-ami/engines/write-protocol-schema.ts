/** Writes what the Python tests read of the engine protocol and the registry of engines: `npm run protocol`. */
import { writeFile } from 'node:fs/promises';
import { protocolSchema } from '../../core/contracts/engine-protocol-schema.ts';
import { ENGINES } from '../../core/transcript/engines.ts';

await writeFile(new URL('./protocol.schema.json', import.meta.url), protocolSchema());
await writeFile(new URL('./registry.json', import.meta.url), `${JSON.stringify(ENGINES, null, 2)}\n`);
