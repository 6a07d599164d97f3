/** The outside world as the use cases see it. Each port has an AWS adapter and an in-memory twin held to one contract suite. */
import type { EngineDone, EngineOptions, EnginePart, EngineReady, Segment } from '../contracts/engine-protocol.ts';
import type { JobMessage } from '../contracts/messages.ts';
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
  send(body: Body, options?: SendOptions): Promise<void>;
};

/** `tenant`: whose work it is. While one tenant takes most of the consumers, the messages of others go first. */
export type SendOptions = { delay_seconds?: number; tenant?: string };

/** A model of the stage, and for whom: SQS hands out the messages of other tenants first while one has more than its share. */
export type JobPlace = { model: string; tenant: string; delay_seconds?: number };

/** The queues of jobs: each model of the stage has one, from which the workers that serve it pull. */
export type JobQueues = {
  /** @throws RefusedForGoodError when no queue takes such a message */
  send(body: JobMessage, place: JobPlace): Promise<void>;
  /** As of `QueueDepth`, of one model's queue. */
  depth(model: string): Promise<number>;
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

/** @property model - which of the stage's further models the workers are to serve; absent: the default */
export type LaunchRequest = { count: number; market: Market; token: string; model?: string };

export type Compute = {
  /**
   * Never throws for a capacity, quota or throttling answer: those come back in `errors`.
   *
   * @throws LaunchUnansweredError when it is not known whether there are workers now
   */
  launch(request: LaunchRequest): Promise<LaunchOutcome>;
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

export type WebFetch = {
  max_bytes: number;
  /** Is told how long the file says it is, before any of it is taken; what it throws ends the fetch. */
  admit(bytes: number): Promise<void>;
  signal: AbortSignal;
};

export type WebFiles = {
  /**
   * Brings the file that a URL leads to onto the disk, over redirects and breaks of the connection.
   *
   * @returns `version` tells its bytes from those of another day, where the server says it
   * @throws JobFailure with one of the codes `url_…`
   * @throws DiskFullError when there is no room for it
   */
  fetch(url: string, path: string, wanted: WebFetch): Promise<{ size_bytes: number; version?: string }>;
};

/** A place on the worker's disk for one job's files. */
export type Scratch = {
  /**
   * A place with the ending of the object's name: telephone recordings without a header have nothing else to be known by.
   *
   * @throws JobFailure `download_failed` when the disk has no room for that many bytes
   */
  make(bytes: number, key: string): Promise<{ path: string; remove(): Promise<void> }>;
  /** @throws JobFailure as `make`, for a file whose length was not known then */
  requireRoom(bytes: number): Promise<void>;
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
