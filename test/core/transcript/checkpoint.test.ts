import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../core/contracts/checkpoint.ts';
import type { EngineOptions } from '../../../core/contracts/engine-protocol.ts';
import { isFrom, originOf } from '../../../core/transcript/checkpoint.ts';
import { makeReady } from '../../support/memory/engine.ts';
import { makeJob } from '../../support/records.ts';

const OPTIONS: EngineOptions = { language: 'sv', vad: { threshold: 0.4 }, temperature: [0, 0.2] };
const VERSIONS = { faster_whisper: '1.2.1', parts: '1', revision: 'main' };
const job = makeJob({ upload_version: 'v7' });
const origin = (options = OPTIONS, versions: Record<string, string> = VERSIONS, model = 'kb-whisper-small') =>
  originOf(job, options, makeReady({ model, versions }));
const checkpoint: Checkpoint = { schema: 1, ...origin(), seconds_done: 30, parts: [] };

describe('a checkpoint', () => {
  it('is gone on with by another instance, whatever its driver and Python', () => {
    expect(isFrom(checkpoint, origin(OPTIONS, { ...VERSIONS, cuda: '12.4', python: '3.12.1' }))).toBe(true);
  });

  it('is the same whatever order its fields were written in', () => {
    const { options, engine, ...others } = checkpoint;
    const reversed = <Fields extends object>(fields: Fields) => Object.fromEntries(Object.entries(fields).reverse());
    const read = { ...others, engine: reversed(engine), options: reversed(options) } as Checkpoint;
    expect(isFrom(read, origin())).toBe(true);
  });

  it.each([
    ['another option', origin({ ...OPTIONS, language: 'en' })],
    ['another option of an option', origin({ ...OPTIONS, vad: { threshold: 0.5 } })],
    ['options in another order', origin({ ...OPTIONS, temperature: [0.2, 0] })],
    ['another model', origin(OPTIONS, VERSIONS, 'kb-whisper-large')],
    ['another revision of the model', origin(OPTIONS, { ...VERSIONS, revision: 'strict' })],
    ['another library', origin(OPTIONS, { ...VERSIONS, faster_whisper: '1.3.0' })],
    ['another form of its parts', origin(OPTIONS, { ...VERSIONS, parts: '2' })],
    ['another version of the file', { ...origin(), upload_version: 'v8' }],
    ['another job', { ...origin(), job_id: 'job-2' }],
  ])('of %s is not', (_which, other) => {
    expect(isFrom(checkpoint, other)).toBe(false);
  });
});
