import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkerCode } from '../../core/contracts/settings.ts';
import type { Objects } from '../../core/shared/object-ports.ts';

/** The bundle is below 1 MB and the bucket in the same region; what takes longer will not come. */
const DOWNLOAD_MS = 60_000;

export type CodeSources = {
  /** The copy of the worker that the image carries. */
  image: string;
  objects: () => Pick<Objects, 'download'>;
  /** Where a downloaded worker is kept; only this process's user may write there. */
  directory: string;
};

/** The worker's code is not what the user data names; nothing of it was run. */
export class WorkerCodeError extends Error {
  override name = 'WorkerCodeError';
}

/**
 * The file to run: what the user data names, from the image if it is the same, or else from the bucket.
 *
 * @throws WorkerCodeError when the object's bytes are not those that the user data names
 */
export async function codeToRun(code: WorkerCode | undefined, { image, objects, directory }: CodeSources) {
  const inImage = await sha256Of(image);
  if (!code || code.sha256 === inImage) return { file: image, from: 'image', sha256: inImage };
  const file = join(directory, `worker-${code.sha256}.mjs`);
  await objects().download({ key: code.s3_key }, file, AbortSignal.timeout(DOWNLOAD_MS));
  const found = await sha256Of(file);
  if (found === code.sha256) return { file, from: code.s3_key, sha256: found };
  throw new WorkerCodeError(
    `the worker's code ${code.s3_key} has sha256 ${found}, expected ${code.sha256} as the launch template says; it was not started. See who wrote to scripts/, then deploy again.`,
  );
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex');
}
