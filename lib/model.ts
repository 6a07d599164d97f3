import { KNOWN_MODELS } from '../core/transcript/models.ts';
import type { StageConfig } from './stage-config.ts';

const HUB_ID = /^[\w.-]+\/[\w.-]+$/;
const COMMIT = /^[0-9a-f]{40}$/;

/** On a machine image: which model it carries. */
export const MODEL_TAGS = { source: 'transcription:model', revision: 'transcription:model-revision' } as const;

export type BakedModel = { source: string; revision: string };

/**
 * The model that a stage's image carries.
 *
 * @throws Error for a folder, which the build does not have, and for a revision that could move
 */
export function bakedModel({ source, revision = pinned(source) }: StageConfig['model']): BakedModel {
  if (!HUB_ID.test(source)) {
    throw new Error(
      `model.source is ${source}, expected a hub id such as KBLab/kb-whisper-small, as an image is built from the hub; set it, or image.build to false`,
    );
  }
  if (revision && COMMIT.test(revision)) return { source, revision };
  throw new Error(
    `model.revision of ${source} is ${revision ?? 'not set'}, expected a commit of 40 hexadecimal digits, as tags and branches move; set it`,
  );
}

function pinned(source: string): string | undefined {
  return KNOWN_MODELS.find((model) => model.source === source)?.revision;
}
