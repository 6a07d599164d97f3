/** Writes `protocol.schema.json`, the form of the engine protocol that the Python tests read: `npm run protocol`. */
import { writeFile } from 'node:fs/promises';
import { protocolSchema } from '../../core/contracts/engine-protocol-schema.ts';

await writeFile(new URL('./protocol.schema.json', import.meta.url), protocolSchema());
