import type { ObjectVersion, ObjectVersions } from '../shared/object-ports.ts';

/**
 * Deletes versions, and looks whether they are gone: whoever asks for a purge has to know what is left.
 *
 * @throws Error naming one that is still there
 */
export async function deleteForGood(objects: ObjectVersions, versions: readonly ObjectVersion[]): Promise<void> {
  await objects.deleteVersions(versions);
  const wanted = new Set(versions.map(nameOf));
  const keys = [...new Set(versions.map(({ key }) => key))];
  const listed = await Promise.all(keys.map((key) => objects.listVersions(key)));
  const left = [...new Set(listed.flat().map(nameOf))].filter((name) => wanted.has(name));
  if (left.length === 0) return;
  throw new Error(`${left.length} version(s) are still there after S3 deleted them, such as ${left[0]}; purge again`);
}

function nameOf({ key, version_id }: ObjectVersion): string {
  return JSON.stringify([key, version_id]);
}
