/** The outside world as the use cases see it. Each port has an AWS adapter and an in-memory twin held to one contract suite. */
import type { EngineDone, EngineOptions, EnginePart, EngineReady, Segment } from '../contracts/engine-protocol.ts';
import type { Market } from '../contracts/settings.ts';
import type { AttemptErrorCode } from '../contracts/webhooks.ts';

export type Clock = {
  now(): Date;
  /** Resolves after the time, or at once when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export type Log = {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
};

export type Received<Body> = { body: Body; receipt: string };

export type Queue<Body> = {
  /** @throws RefusedForGoodError when the queue takes no message with such a body */
  send(body: Body, options?: { delay_seconds?: number }): Promise<void>;
};

export type WorkQueue<Body> = Queue<Body> & {
  /** Waits up to `wait_seconds` (0 to 20) for one message. A body that does not parse is logged, deleted and passed over. */
  receive(options: { wait_seconds: number; signal?: AbortSignal }): Promise<Received<Body> | undefined>;
  /** Hides the message for that long from now; 0 gives it back at once. */
  hide(receipt: string, seconds: number): Promise<void>;
  delete(receipt: string): Promise<void>;
};

/** The messages that a queue set aside, as text: what could not be handled may be nothing of ours. */
export type DeadLetters = {
  /** Up to 10 messages, hidden from others for that long; none when none is visible. */
  receive(hidden_seconds: number): Promise<Received<string>[]>;
  /** Makes a received message visible again at once. */
  release(receipt: string): Promise<void>;
  /** Sends a body to the queue that had set it aside. */
  sendBack(body: string): Promise<void>;
  delete(receipt: string): Promise<void>;
};

export type QueueDepth = {
  /** Messages visible, in flight and delayed; an estimate that SQS may take a minute to correct. */
  depth(): Promise<number>;
};

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
  put(key: string, body: string, options: { content_type: string; if_absent?: boolean }): Promise<'written' | 'exists'>;
  /**
   * @throws ObjectMissingError when it is not there
   * @throws ObjectUnreadableError when it is there and its bytes are not to be had
   * @throws DiskFullError when there is no room for it where it should go
   */
  download(source: { key: string; version_id?: string }, path: string, signal: AbortSignal): Promise<void>;
  /** A link that anyone can GET for that long. */
  presign(key: string, options: { seconds: number; file_name: string }): Promise<string>;
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

export type Sealer = {
  seal(secret: string, callbackId: string): Promise<string>;
  unseal(sealed: string, callbackId: string): Promise<string>;
};

/** HMAC-SHA256, in hex. */
export type Mac = {
  of(key: string, text: string): string;
  /** Takes as long for a wrong one as for a right one. */
  matches(key: string, text: string, mac: string): boolean;
};

/** Keys of API Gateway, as far as this service makes them; nothing here reads a key's value. */
export type KeyGateway = {
  /** A key that the stage's usage plan lets through; gives its id. */
  make(key: { name: string; value: string }): Promise<string>;
  /** Takes the key out of the plan; the gateway refuses it some minutes later. One that is not in it is as good as taken out. */
  takeOut(id: string): Promise<void>;
};

export type LaunchedInstance = { instance_id: string; instance_type: string; market: Market };
export type LaunchOutcome = { instances: LaunchedInstance[]; errors: { code: string; message: string }[] };
export type LiveInstance = LaunchedInstance & { launched_at: string };

export type Compute = {
  /**
   * Never throws for a capacity, quota or throttling answer: those come back in `errors`.
   *
   * @throws LaunchUnansweredError when it is not known whether there are workers now
   */
  launch(request: { count: number; market: Market; token: string }): Promise<LaunchOutcome>;
  /** Every instance of this stage that is not terminated, found by tag; a stopped one too. */
  list(): Promise<LiveInstance[]>;
  /** @throws Error naming those that were refused, when all others are on their way */
  terminate(instanceIds: readonly string[]): Promise<void>;
};

/** `error` is for clients and names no address of ours; `detail` is for the log. */
export type WebhookResponse =
  | { kind: 'answered'; http_status: number; milliseconds: number; retry_after?: string }
  | { kind: 'unreachable'; code: AttemptErrorCode; error: string; milliseconds: number; detail?: string };

export type WebhookTransport = {
  /** One POST, no redirects, 15 s in all. Never throws for what the receiver does. */
  post(request: { url: string; headers: Record<string, string>; body: string }): Promise<WebhookResponse>;
};

export type WebhookSigner = {
  /**
   * Headers of one attempt; without a secret only `webhook-id` and `webhook-timestamp`.
   *
   * @param request.secrets the valid ones, the newest first
   */
  headers(request: { webhook_id: string; at: Date; body: string; secrets: readonly string[] }): Record<string, string>;
};

/** A place on the worker's disk for one job's files. */
export type Scratch = {
  /**
   * A place with the ending of the object's name: telephone recordings without a header have nothing else to be known by.
   *
   * @throws JobFailure `download_failed` when the disk has no room for that many bytes
   */
  make(bytes: number, key: string): Promise<{ path: string; remove(): Promise<void> }>;
};

export type Engine = {
  /** Resolves when the model is loaded. */
  ready(): Promise<EngineReady>;
  /**
   * Transcribes one file; `on_segment` runs for each as it comes.
   * @throws JobFailure with the engine's typed reason
   * @throws EngineUnusableError when no engine can be started on this machine
   */
  transcribe(request: EngineJob): Promise<EngineDone>;
  /** Ends the engine. Never throws. */
  close(): Promise<void>;
};

export type EngineJob = {
  job_id: string;
  audio_path: string;
  max_duration_seconds: number;
  options: EngineOptions;
  /** Parts of earlier runs over the same file with the same options; nothing of them is done again. */
  resume: readonly EnginePart[];
  /** Most windows of the model at once, for a file that was too much for the machine. */
  largest_batch?: number;
  on_started(durationSeconds: number): void;
  on_segment(segment: Segment): void;
  on_part(part: EnginePart): void;
  /** When it aborts, the engine ends the file once the model has answered what it was asked, and throws the reason. */
  stop: AbortSignal;
  /** When it aborts, the file is dropped at once, and the reason thrown. */
  signal: AbortSignal;
};
