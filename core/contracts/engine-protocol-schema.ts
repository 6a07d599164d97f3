import * as z from 'zod';
import { EngineEvent, EngineRequest } from './engine-protocol.ts';

/** The engine protocol as JSON Schema text, for tests in other languages; without what clients of the API are told. */
export function protocolSchema(): string {
  const without = { metadata: z.registry<z.core.JSONSchemaMeta>() };
  const schema = { request: z.toJSONSchema(EngineRequest, without), event: z.toJSONSchema(EngineEvent, without) };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
