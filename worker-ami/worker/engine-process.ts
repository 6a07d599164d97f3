/**
 * The engine as a child process that speaks `core/contracts/engine-protocol.ts`. It is started before the first job
 * comes, and again after it died: a file that kills the engine must not take the worker with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  type EngineDone,
  EngineEvent,
  type EngineReady,
  type EngineRequest,
} from '../../core/contracts/engine-protocol.ts';
import { EngineUnusableError, JobFailure } from '../../core/errors.ts';
import { parseJson } from '../../core/json.ts';
import type { Engine, EngineJob, Log } from '../../core/ports.ts';

export type EngineCommand = { program: string; args: readonly string[]; environment: NodeJS.ProcessEnv };

/** An engine that was told to end gets this long. */
const CLOSE_MS = 5_000;

export function engineProcess(command: EngineCommand, log: Log): Engine {
  let running = new RunningEngine(command, log);
  return {
    ready: () => running.ready,
    async transcribe(job) {
      if (running.isOver) running = new RunningEngine(command, log);
      return running.transcribe(job);
    },
    close: () => running.close(),
  };
}

type Pending = { job: EngineJob; resolve(done: EngineDone): void; reject(error: Error): void };

class RunningEngine {
  readonly ready: Promise<EngineReady>;
  isOver = false;
  readonly #child: ChildProcess;
  readonly #log: Log;
  readonly #ended: Promise<void>;
  #becameReady: (ready: EngineReady) => void = () => {};
  #pending: Pending | undefined;

  constructor({ program, args, environment }: EngineCommand, log: Log) {
    this.#log = log;
    this.#child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#over(`it could not be started: ${error.message}`)));
      // Not `exit`, which may come before the last line was read.
      this.#child.once('close', (code, signal) =>
        resolve(this.#over(`it ended with ${signal ?? `exit code ${code}`}`)),
      );
    });
    const unusable = this.#ended.then(() => {
      throw new EngineUnusableError('the engine ended before its model was loaded; its log says why');
    });
    this.ready = Promise.race([new Promise<EngineReady>((resolve) => (this.#becameReady = resolve)), unusable]);
    // Whoever needs the engine awaits `ready`; nobody may be waiting when it fails.
    this.ready.catch(() => undefined);
    this.#child.stdin?.on('error', () => undefined);
    if (this.#child.stdout) createInterface({ input: this.#child.stdout }).on('line', (line) => this.#read(line));
  }

  async transcribe(job: EngineJob): Promise<EngineDone> {
    const abort = () => this.#stop(job.signal.reason);
    job.signal.addEventListener('abort', abort, { once: true });
    try {
      job.signal.throwIfAborted();
      await this.ready;
      if (this.isOver) throw new JobFailure('engine_crashed', 'the engine died before it could start on this file');
      return await new Promise<EngineDone>((resolve, reject) => {
        this.#pending = { job, resolve, reject };
        this.#child.stdin?.write(`${JSON.stringify(request(job))}\n`);
      });
    } finally {
      job.signal.removeEventListener('abort', abort);
      this.#pending = undefined;
    }
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    await this.#ended;
    clearTimeout(force);
  }

  /** The engine cannot leave a file half-way, so it is ended with it. */
  #stop(reason: unknown): void {
    this.#pending?.reject(reason instanceof Error ? reason : new Error(String(reason)));
    this.isOver = true;
    this.#child.kill('SIGKILL');
  }

  #over(how: string): void {
    this.isOver = true;
    this.#pending?.reject(new JobFailure('engine_crashed', `the engine died while it worked on this file: ${how}`));
  }

  #read(line: string): void {
    const event = EngineEvent.safeParse(parseJson(line));
    if (event.success) {
      this.#handle(event.data);
      return;
    }
    this.#log.error('the engine said something that is not in the protocol and is ended', { line: line.slice(0, 500) });
    this.#child.kill('SIGKILL');
  }

  #handle(event: EngineEvent): void {
    if (event.type === 'ready') {
      this.#log.info('engine ready', event);
      this.#becameReady(event);
      return;
    }
    const pending = this.#pending;
    if (!pending || pending.job.job_id !== event.id) return;
    if (event.type === 'started') pending.job.on_started(event.duration_seconds);
    else if (event.type === 'segment') pending.job.on_segment(event.segment);
    else if (event.type === 'done') pending.resolve(event);
    else pending.reject(this.#failure(event));
  }

  #failure({ id, code, message }: Extract<EngineEvent, { type: 'error' }>): JobFailure {
    // After such a failure the state of its device cannot be trusted.
    if (code === 'engine_crashed') this.isOver = true;
    if (code !== 'internal') return new JobFailure(code, message);
    this.#log.error('the engine failed on a file', { job_id: id, reason: message });
    return new JobFailure(
      code,
      'the engine failed on this file; send it again, or ask the operator to look at the job',
    );
  }
}

function request(job: EngineJob): EngineRequest {
  const { audio_path, max_duration_seconds, options } = job;
  return { type: 'transcribe', id: job.job_id, audio_path, max_duration_seconds, options };
}
