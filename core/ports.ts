/** The outside world as the use cases see it. Each port has an AWS adapter and an in-memory twin held to one contract suite. */
import type { EngineDone, EngineOptions, EngineReady, Segment } from './contracts/engine-protocol.ts';
import type { Market } from './contracts/settings.ts';

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
  send(body: Body, options?: { delay_seconds?: number }): Promise<void>;
};

export type WorkQueue<Body> = Queue<Body> & {
  /** Waits up to `wait_seconds` (0 to 20) for one message. A body that does not parse is logged, deleted and passed over. */
  receive(options: { wait_seconds: number; signal?: AbortSignal }): Promise<Received<Body> | undefined>;
  /** Hides the message for that long from now; 0 gives it back at once. */
  hide(receipt: string, seconds: number): Promise<void>;
  delete(receipt: string): Promise<void>;
};

export type QueueDepth = {
  /** Messages visible, in flight and delayed; an estimate that SQS may take a minute to correct. */
  depth(): Promise<number>;
};

export type ObjectHead = { size_bytes: number; metadata: Record<string, string> };

export type Objects = {
  /** Undefined when the object (or that version of it) is not there. */
  head(key: string, versionId?: string): Promise<ObjectHead | undefined>;
  getText(key: string): Promise<string | undefined>;
  /** `exists` when `if_absent` was asked and the key is taken; the object there is left as it is. */
  put(key: string, body: string, options: { content_type: string; if_absent?: boolean }): Promise<'written' | 'exists'>;
  /** @throws ObjectMissingError when it is not there */
  download(source: { key: string; version_id?: string }, path: string, signal: AbortSignal): Promise<void>;
  /** A link that anyone can GET for that long. */
  presign(key: string, options: { seconds: number; file_name: string }): Promise<string>;
};

export type Sealer = {
  seal(secret: string, callbackId: string): Promise<string>;
  unseal(sealed: string, callbackId: string): Promise<string>;
};

export type LaunchedInstance = { instance_id: string; instance_type: string; market: Market };
export type LaunchOutcome = { instances: LaunchedInstance[]; errors: { code: string; message: string }[] };
export type LiveInstance = { instance_id: string; launched_at: string };

export type Compute = {
  /** Never throws for a capacity, quota or throttling answer: those come back in `errors`. */
  launch(request: { count: number; market: Market; token: string }): Promise<LaunchOutcome>;
  /** Every pending or running instance of this stage, found by tag. */
  list(): Promise<LiveInstance[]>;
  terminate(instanceIds: readonly string[]): Promise<void>;
};

export type WebhookResponse =
  | { kind: 'answered'; http_status: number; milliseconds: number; retry_after?: string }
  | { kind: 'unreachable'; error: string; milliseconds: number };

export type WebhookTransport = {
  /** One POST, no redirects, 15 s in all. Never throws for what the receiver does. */
  post(request: { url: string; headers: Record<string, string>; body: string }): Promise<WebhookResponse>;
};

export type WebhookSigner = {
  /** Headers of one attempt; without a secret only `webhook-id` and `webhook-timestamp`. */
  headers(request: { webhook_id: string; at: Date; body: string; secret?: string }): Record<string, string>;
};

/** A place on the worker's disk for one job's files. */
export type Scratch = {
  /** @throws JobFailure `download_failed` when the disk has no room for that many bytes */
  make(bytes: number): Promise<{ path: string; remove(): Promise<void> }>;
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
  on_started(durationSeconds: number): void;
  on_segment(segment: Segment): void;
  signal: AbortSignal;
};
