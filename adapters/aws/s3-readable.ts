/** Objects that are there and cannot be read, told from those that are not there and from faults that pass. */
import {
  GetObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { ObjectUnreadableError } from '../../core/shared/errors.ts';

type Place = { Bucket: string; Key: string; VersionId?: string };

/** Their objects are read only after they were restored; Glacier Instant Retrieval is none of them. */
const ARCHIVES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * Looks at an object. HEAD says nothing of why it refuses, and not always that a read would be refused: where there is
 * doubt, the first byte is read.
 *
 * @throws ObjectUnreadableError when it is there and its bytes are not to be had
 */
export async function headReadable(client: S3Client, place: Place): Promise<HeadObjectCommandOutput> {
  try {
    const head = await client.send(new HeadObjectCommand(place));
    if (isArchived(head)) throw new ObjectUnreadableError('archived');
    if (head.ServerSideEncryption?.startsWith('aws:kms') && head.ContentLength) await readByte(client, place);
    return head;
  } catch (error) {
    if (isRefused(error)) await readByte(client, place);
    throw error;
  }
}

/** What a refused read says of the object; undefined for what is no fault of its. */
export function unreadableBy(error: unknown): ObjectUnreadableError | undefined {
  if (!(error instanceof S3ServiceException)) return undefined;
  const { name, message } = error;
  if (name === 'InvalidObjectState') return new ObjectUnreadableError('archived', { cause: error });
  if (name === 'InvalidRequest' && /encrypt/i.test(message)) {
    return new ObjectUnreadableError('client_key', { cause: error });
  }
  // A disabled or deleted key; one that is out of reach for a moment says `KMS.KMSInternalException` or is throttled.
  const isDenied = name === 'AccessDenied' || /^KMS\.(Disabled|NotFound|\w*InvalidState)Exception$/.test(name);
  return isDenied ? new ObjectUnreadableError('denied', { cause: error }) : undefined;
}

async function readByte(client: S3Client, place: Place): Promise<void> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ ...place, Range: 'bytes=0-0' }));
    await Body?.transformToByteArray();
  } catch (error) {
    throw unreadableBy(error) ?? error;
  }
}

/** A copy that was restored can be read for as long as it was asked for. */
function isArchived({ StorageClass, ArchiveStatus, Restore = '' }: HeadObjectCommandOutput): boolean {
  return (
    (ARCHIVES.includes(StorageClass ?? '') || ArchiveStatus !== undefined) &&
    !Restore.includes('ongoing-request="false"')
  );
}

function isRefused(error: unknown): boolean {
  const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
  return status === 400 || status === 403;
}
