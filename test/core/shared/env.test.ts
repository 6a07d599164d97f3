import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FleetSettings, ModelSettings } from '../../../core/contracts/settings.ts';
import { EnvironmentError, jsonVariable, readEnv } from '../../../core/shared/env.ts';

const SHAPE = { TABLE_NAME: z.string(), MODEL: jsonVariable(ModelSettings), FLEET: jsonVariable(FleetSettings) };
const MODEL = JSON.stringify({ name: 'demo', languages: ['sv'], tasks: ['transcribe'] });

const read = (environment: Record<string, string>) => readEnv(SHAPE, environment);

describe('the environment', () => {
  it('is read with its JSON variables parsed', () => {
    const { MODEL: model } = readEnv({ MODEL: SHAPE.MODEL }, { MODEL, HOME: '/root' });
    expect(model).toEqual({ name: 'demo', languages: ['sv'], tasks: ['transcribe'] });
  });

  it('that is wrong is refused with every wrong variable named at once', () => {
    const broken = () => read({ MODEL: '{"name": 7}', FLEET: 'no json' });
    expect(broken).toThrow(EnvironmentError);
    for (const name of ['TABLE_NAME', 'MODEL', 'FLEET']) expect(broken).toThrow(new RegExp(`\\b${name}: `));
  });

  it('is refused without a word about its right variables', () => {
    expect(() => read({ MODEL, FLEET: '{}', TABLE_NAME: 'a-name' })).toThrow(/^(?!.*a-name).*FLEET/);
  });
});
