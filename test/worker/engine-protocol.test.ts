/** The examples that the Python tests read too: both sides have to agree on every line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineEvent, EngineRequest } from '../../core/contracts/engine-protocol.ts';
import { protocolSchema } from '../../core/contracts/engine-protocol-schema.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const examples = (name: string) => read(`test/fixtures/engine-protocol/${name}.ndjson`).trimEnd().split('\n');

describe('the engine protocol', () => {
  it.each([
    ...examples('requests-valid').map((line) => ({ line, schema: EngineRequest })),
    ...examples('events-valid').map((line) => ({ line, schema: EngineEvent })),
  ])('accepts $line', ({ line, schema }) => {
    expect(schema.safeParse(JSON.parse(line)).error).toBeUndefined();
  });

  it.each([
    ...examples('requests-invalid').map((line) => ({ line, schema: EngineRequest })),
    ...examples('events-invalid').map((line) => ({ line, schema: EngineEvent })),
  ])('refuses $line', ({ line, schema }) => {
    expect(schema.safeParse(JSON.parse(line)).success).toBe(false);
  });

  it('is the one that the engine’s own tests read (npm run protocol)', () => {
    expect(JSON.parse(read('worker-ami/engines/protocol.schema.json'))).toEqual(JSON.parse(protocolSchema()));
  });
});
