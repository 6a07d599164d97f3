/** A link by which a player, or a person, gets the recording that a transcript was made of. */
import type { SourcedJob } from '../contracts/job-row.ts';
import { ObjectUnreadableError } from '../shared/errors.ts';
import type { Objects } from '../shared/object-ports.ts';
import { sourceName } from '../shared/source.ts';

type Reads = Pick<Objects, 'head' | 'presign'>;

/** Somebody listens while reading, and goes back and forth; beyond that the link dies with what the Lambda signed it with. */
const LEAST_SECONDS = 900;
const MOST_SECONDS = 43_200;
const TIMES_ITS_LENGTH = 2;

/**
 * What players of browsers take a file for, by its ending: clients may have sent any type. Nothing that a browser would run is
 * among them.
 */
const MEDIA_TYPES = new Map([
  ['aac', 'audio/aac'],
  ['aif', 'audio/aiff'],
  ['aiff', 'audio/aiff'],
  ['amr', 'audio/amr'],
  ['flac', 'audio/flac'],
  ['m4a', 'audio/mp4'],
  ['mkv', 'video/x-matroska'],
  ['mov', 'video/quicktime'],
  ['mp3', 'audio/mpeg'],
  ['mp4', 'video/mp4'],
  ['oga', 'audio/ogg'],
  ['ogg', 'audio/ogg'],
  ['opus', 'audio/ogg'],
  ['wav', 'audio/wav'],
  ['weba', 'audio/webm'],
  ['webm', 'video/webm'],
  ['wma', 'audio/x-ms-wma'],
]);
const UNKNOWN = 'application/octet-stream';

/** Undefined for a file of the web, which is kept nowhere, and for one that has expired or cannot be read. */
export async function audioLink(objects: Reads, job: SourcedJob): Promise<string | undefined> {
  const { s3_key, s3_version_id, progress } = job;
  if (s3_key === undefined || !(await isThere(objects, s3_key, s3_version_id))) return undefined;
  const file_name = sourceName(job);
  const content_type = MEDIA_TYPES.get(file_name.split('.').at(-1)?.toLowerCase() ?? '') ?? UNKNOWN;
  const wanted = LEAST_SECONDS + TIMES_ITS_LENGTH * Math.ceil(progress?.duration_seconds ?? 0);
  const seconds = Math.min(MOST_SECONDS, wanted);
  return objects.presign(s3_key, { seconds, file_name, version_id: s3_version_id, play_as: content_type });
}

async function isThere(objects: Reads, key: string, version: string | undefined): Promise<boolean> {
  try {
    return (await objects.head(key, version)) !== undefined;
  } catch (error) {
    if (error instanceof ObjectUnreadableError) return false;
    throw error;
  }
}
