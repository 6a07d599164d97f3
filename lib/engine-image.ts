import type { EngineName } from '../core/contracts/settings.ts';
import { engineOf } from '../core/transcript/engines.ts';

/** What the steps of worker-ami/image are told of the engine that an image carries. */
export function engineVariables(model: { engine?: EngineName | undefined }): Record<string, string> {
  const { name, module, packages, usesGpu, modelFiles } = engineOf(model);
  return {
    ENGINE: name,
    ENGINE_MODULE: module,
    ENGINE_PACKAGES: packages.join(' '),
    ENGINE_DEVICES: usesGpu ? 'cuda cpu' : 'cpu',
    MODEL_FILES: modelFiles.join(' '),
  };
}
