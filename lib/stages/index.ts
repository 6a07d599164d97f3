import { parseStageConfig, type StageConfig, StageConfigError, type StageFile } from '../stage-config.ts';
import { local } from './local.ts';
import { production } from './production.ts';

const STAGES: Readonly<Record<string, StageFile>> = { production, local };

/**
 * The checked configuration of a stage.
 *
 * @param name a key of the registry above, from context `stage`
 * @param overrides deep partial of the stage file, as an object or its JSON, from context `overrides`; lists are replaced
 * @throws StageConfigError for an unknown stage, overrides that are no JSON object, or any wrong field
 */
export function loadStage(name: string, overrides: unknown = {}): StageConfig {
  const file = STAGES[name];
  if (!file) {
    const known = Object.keys(STAGES).join(', ');
    throw new StageConfigError(
      `unknown stage "${name}", expected one of ${known}; for a new one add lib/stages/${name}.ts and name it in STAGES of lib/stages/index.ts`,
    );
  }
  return parseStageConfig(name, merge(file, asObject(overrides)));
}

type Fields = Record<string, unknown>;

function merge(base: Fields, changes: Fields): Fields {
  const merged = Object.entries(changes).map(([key, change]) => {
    const before = base[key];
    return [key, isFields(change) && isFields(before) ? merge(before, change) : change];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

function asObject(overrides: unknown): Fields {
  const value = typeof overrides === 'string' ? parseJson(overrides) : overrides;
  if (isFields(value)) return value;
  throw new StageConfigError(
    `context "overrides" is ${JSON.stringify(overrides)}, expected a JSON object such as '{"idleSeconds":5}'`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
