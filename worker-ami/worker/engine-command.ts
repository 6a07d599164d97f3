import type { UserData } from '../../core/contracts/settings.ts';
import { engineOf } from '../../core/transcript/engines.ts';
import type { EngineCommand } from './running-engine.ts';

/** Where the worker image keeps the engine's Python environment; ENGINE_PYTHON names another. */
const IMAGE_PYTHON = '/opt/transcription/engine/bin/python';

/** How the engine is started. It gets no AWS variables: it reads files and needs no credentials. */
export function engineCommand(model: UserData['model'], environment: NodeJS.ProcessEnv): EngineCommand {
  const revision = model.revision ? ['--revision', model.revision] : [];
  const abilities = ['--languages', model.languages.join(','), '--tasks', model.tasks.join(',')];
  return {
    program: environment['ENGINE_PYTHON'] ?? IMAGE_PYTHON,
    args: ['-m', engineOf(model).module, '--model', model.source, ...revision, ...abilities],
    environment: Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_'))),
  };
}
