import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand, PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { DiskFullError, ObjectMissingError, ObjectUnreadableError } from '../../core/shared/errors.ts';
import type { Objects } from '../../core/shared/object-ports.ts';
import { headReadable, unreadableBy } from './s3-readable.ts';

/** A download that breaks off goes on where it stopped; this many connections are tried. */
const DOWNLOAD_TRIES = 4;
const CONFLICT_TRIES = 4;
const CONFLICT_PAUSE_MS = 100;

type Begun = { etag?: string | undefined };

/**
 * The objects port on one S3 bucket.
 *
 * @param mayList false for a caller without s3:ListBucket: S3 then says of what is not there that access is denied
 */
export function s3Objects(client: S3Client, bucket: string, { mayList } = { mayList: true }): Objects {
  const isMissing = (error: unknown) =>
    isNotFound(error) || (!mayList && isDenied(error instanceof ObjectUnreadableError ? error.cause : error));
  const at = (key: string, versionId?: string) => ({
    Bucket: bucket,
    Key: key,
    ...(versionId ? { VersionId: versionId } : {}),
  });

  async function orMissing<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** @param begun the ETag of what the bytes before `offset` came from: the rest must come from the same object */
  async function downloadFrom(
    source: Parameters<Objects['download']>[0],
    path: string,
    { offset, begun }: { offset: number; begun: Begun },
    signal: AbortSignal,
  ) {
    const etag = source.etag ?? (offset > 0 ? begun.etag : undefined);
    const rest = { ...(offset > 0 && { Range: `bytes=${offset}-` }), ...(etag && { IfMatch: etag }) };
    const command = new GetObjectCommand({ ...at(source.key, source.version_id), ...rest });
    const { Body, ETag } = await client.send(command, { abortSignal: signal });
    begun.etag ??= ETag;
    const file = createWriteStream(path, { flags: offset > 0 ? 'r+' : 'w', start: offset });
    await pipeline(Body as Readable, file, { signal });
  }

  return {
    async head(key, versionId) {
      const head = await orMissing(() => headReadable(client, at(key, versionId)));
      if (!head) return undefined;
      const { ContentLength: size_bytes = 0, Metadata: metadata = {}, VersionId: version_id } = head;
      return { size_bytes, metadata, ...(version_id && { version_id }) };
    },

    async getText(key) {
      const object = await orMissing(() => client.send(new GetObjectCommand(at(key))));
      return object?.Body?.transformToString('utf-8');
    },

    async put(key, body, { content_type, if_absent }) {
      const condition = if_absent ? { IfNoneMatch: '*' } : {};
      const command = new PutObjectCommand({ ...at(key), Body: body, ContentType: content_type, ...condition });
      try {
        await retryConflicts(() => client.send(command));
        return 'written';
      } catch (error) {
        if (if_absent && isStatus(error, 412)) return 'exists';
        throw error;
      }
    },

    async download(source, path, signal) {
      let offset = 0;
      const begun: Begun = {};
      for (let tries = 1; ; tries += 1) {
        try {
          return await downloadFrom(source, path, { offset, begun }, signal);
        } catch (error) {
          // 412: another object took its place meanwhile, and will be a job of its own.
          if (isMissing(error) || isStatus(error, 412))
            throw new ObjectMissingError(`no object ${source.key}`, { cause: error });
          const unreadable = unreadableBy(error);
          if (unreadable) throw unreadable;
          if (isDiskFull(error)) throw new DiskFullError(`no room left for ${path}`, { cause: error });
          if (signal.aborted || tries === DOWNLOAD_TRIES) throw error;
          offset = isMismatch(error) ? 0 : await bytesIn(path);
        }
      }
    },

    async presign(key, { seconds, file_name, version_id, play_as }) {
      const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
      const name = `filename*=UTF-8''${encodeURIComponent(file_name)}`;
      const shown = { ResponseContentDisposition: `${play_as ? 'inline' : 'attachment'}; ${name}` };
      const type = play_as ? { ResponseContentType: play_as } : {};
      return getSignedUrl(client, new GetObjectCommand({ ...at(key, version_id), ...shown, ...type }), {
        expiresIn: seconds,
      });
    },
  };
}

/** 409 ConditionalRequestConflict: another conditional write of the key is under way; the next try sees how it ended. */
async function retryConflicts(send: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await send();
      return;
    } catch (error) {
      if (!isStatus(error, 409) || tries === CONFLICT_TRIES) throw error;
      await sleep(CONFLICT_PAUSE_MS * tries);
    }
  }
}

/** NoSuchKey, NoSuchVersion, and the bare 404 of a HEAD. A deleted version answers 405 to a read by its marker. */
function isNotFound(error: unknown): boolean {
  return isStatus(error, 404) || isStatus(error, 405);
}

/** An object in an archive is there and says so by another name; a HEAD has no body to name anything. */
function isDenied(error: unknown): boolean {
  return isStatus(error, 403) && (error as Error).name !== 'InvalidObjectState';
}

function isStatus(error: unknown, status: number): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === status;
}

/** All bytes came and are not those of the object. The SDK has no class of its own for it. */
function isMismatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Checksum mismatch');
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC';
}

async function bytesIn(path: string): Promise<number> {
  return stat(path).then(
    (file) => file.size,
    () => 0,
  );
}
