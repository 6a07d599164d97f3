import * as z from 'zod';
import { EngineEvent, EngineRequest } from './engine-protocol.ts';

/** The engine protocol as JSON Schema text, for tests in other languages. */
export function protocolSchema(): string {
  const schema = { request: z.toJSONSchema(EngineRequest), event: z.toJSONSchema(EngineEvent) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
