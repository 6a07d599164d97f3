/** What the bucket holds, as the use cases see it; `ports.ts` has the rest of the outside world. */
import type { S3Place } from './further-buckets.ts';
import type { WebFetch } from './ports.ts';

export type ObjectHead = { size_bytes: number; metadata: Record<string, string>; version_id?: string };

export type Objects = {
  /**
   * Undefined when the object (or that version of it) is not there.
   *
   * @throws ObjectUnreadableError when it is there and its bytes are not to be had
   */
  head(key: string, versionId?: string): Promise<ObjectHead | undefined>;
  getText(key: string): Promise<string | undefined>;
  /** `exists` when `if_absent` was asked and the key is taken; the object there is left as it is. */
  put(
    key: string,
    body: string | Uint8Array,
    options: { content_type: string; if_absent?: boolean },
  ): Promise<'written' | 'exists'>;
  /**
   * @param source.etag it is no other object than that one
   * @throws ObjectMissingError when it is not there
   * @throws ObjectUnreadableError when it is there and its bytes are not to be had
   * @throws DiskFullError when there is no room for it where it should go
   */
  download(
    source: { key: string; version_id?: string; etag?: string },
    path: string,
    signal: AbortSignal,
  ): Promise<void>;
  /** A link that anyone can GET for that long. */
  presign(key: string, options: LinkOptions): Promise<string>;
};

/** Objects of buckets that are not the service's own; whether they may be read was asked before. */
export type BucketFiles = {
  /**
   * Brings an object onto the disk.
   *
   * @returns `version` tells its bytes from those of another day
   * @throws ObjectMissingError, ObjectUnreadableError, DiskFullError as `Objects.download`
   * @throws JobFailure `file_too_large` for more bytes than `max_bytes`
   */
  fetch(place: S3Place, path: string, wanted: WebFetch): Promise<{ size_bytes: number; version: string }>;
};

export type LinkOptions = {
  seconds: number;
  /** What it is saved as. */
  file_name: string;
  version_id?: string | undefined;
  /** The media type that it is shown in place as, whatever it was sent as; without one it is saved. */
  play_as?: string;
};

/** What is sent to S3 with links. */
export type FileToCome = { key: string; size_bytes: number; content_type: string };

/** Links by which somebody without rights of their own sends a file; they die with the credentials that signed them. */
export type UploadLinks = {
  /** A form that takes this file and no other: its key, its length and its type are signed. */
  post(file: FileToCome, options: { seconds: number }): Promise<{ url: string; fields: Record<string, string> }>;
  /** @returns S3's id of the upload */
  beginParts(file: Pick<FileToCome, 'key' | 'content_type'>): Promise<string>;
  /** A link for each part, in the order of the numbers. */
  partLinks(upload: PartsUpload, numbers: readonly number[], options: { seconds: number }): Promise<string[]>;
  /** Those that are there, by number; undefined when the upload is over, in whichever way. */
  partsOf(upload: PartsUpload): Promise<{ number: number; size_bytes: number; etag: string }[] | undefined>;
  /** @throws ObjectMissingError when the upload is over */
  completeParts(upload: PartsUpload, parts: readonly { number: number; etag: string }[]): Promise<void>;
  /** Ends it, and what was sent of it is gone. One that is over stays as it is. */
  abortParts(upload: PartsUpload): Promise<void>;
};

export type PartsUpload = { key: string; upload_id: string };

export type ObjectVersion = {
  key: string;
  version_id: string;
  kind: 'version' | 'delete-marker';
  /** 0 for a delete marker. */
  size_bytes: number;
};

/** What only the purge of a job does to the versioned bucket. */
export type ObjectVersions = {
  /** Every version and every delete marker of the keys that start so. */
  listVersions(prefix: string): Promise<ObjectVersion[]>;
  /** Deletes for good. A version that is gone already is passed over. */
  deleteVersions(versions: readonly Pick<ObjectVersion, 'key' | 'version_id'>[]): Promise<void>;
};

export type StoredVersion = {
  key: string;
  version_id: string;
  size_bytes: number;
  /** When it was put; of a multipart upload, when that began. */
  last_modified: string;
  multipart: boolean;
};

/** A place in the listing of a bucket: after this version of this key. */
export type VersionCursor = { key: string; version_id: string };

export type VersionListing = {
  /**
   * Up to 1,000 versions of the keys that start so, by key, without delete markers.
   *
   * @returns `next` is where to go on, absent when there is no more
   */
  versionPage(prefix: string, after?: VersionCursor): Promise<{ versions: StoredVersion[]; next?: VersionCursor }>;
};
