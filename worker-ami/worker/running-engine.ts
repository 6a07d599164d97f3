/** One engine process, which speaks `core/contracts/engine-protocol.ts`: from its start over its files to its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  type EngineDone,
  EngineEvent,
  type EngineReady,
  type EngineRequest,
} from '../../core/contracts/engine-protocol.ts';
import { whenAborted } from '../../core/shared/abort.ts';
import { EngineUnusableError, JobFailure } from '../../core/shared/errors.ts';
import { parseJson } from '../../core/shared/json.ts';
import type { EngineJob, Log } from '../../core/shared/ports.ts';
import type { EngineLimits } from './engine-limits.ts';
import { transcribeRequest } from './engine-request.ts';
import { Silence } from './silence.ts';

export type EngineCommand = { program: string; args: readonly string[]; environment: NodeJS.ProcessEnv };

/** An engine that was told to end gets this long. */
const CLOSE_MS = 5_000;

type Pending = { job: EngineJob; resolve(done: EngineDone): void; reject(error: unknown): void };

export class RunningEngine {
  readonly ready: Promise<EngineReady>;
  isOver = false;
  readonly #child: ChildProcess;
  readonly #log: Log;
  readonly #limits: EngineLimits;
  readonly #ended: Promise<void>;
  readonly #silence = new Silence((milliseconds) => this.#endHung(milliseconds));
  #becameReady: (ready: EngineReady) => void = () => {};
  #pending: Pending | undefined;
  /** How it ended, if it was ended for something it did. */
  #endedFor: string | undefined;

  constructor({ program, args, environment }: EngineCommand, log: Log, limits: EngineLimits) {
    this.#log = log;
    this.#limits = limits;
    this.#child = spawn(program, args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#silence.allow(limits.start);
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#over(`it could not be started: ${error.message}`)));
      // Not `exit`, which may come before the last line was read.
      this.#child.once('close', (code, signal) =>
        resolve(this.#over(this.#endedFor ?? `it ended with ${signal ?? `exit code ${code}`}`)),
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
    const takeBack = [whenAborted(job.signal, () => this.#drop(job.signal.reason))];
    try {
      job.signal.throwIfAborted();
      job.stop.throwIfAborted();
      const { device } = await this.ready;
      if (this.isOver) throw new JobFailure('engine_crashed', 'the engine died before it could start on this file');
      takeBack.push(whenAborted(job.stop, () => this.#say({ type: 'stop', id: job.job_id })));
      this.#silence.allow(this.#limits.file[device]);
      return await new Promise<EngineDone>((resolve, reject) => {
        this.#pending = { job, resolve, reject };
        this.#say(transcribeRequest(job));
        if (job.stop.aborted) this.#say({ type: 'stop', id: job.job_id });
      });
    } finally {
      for (const one of takeBack) one();
      this.#silence.allow(undefined);
      this.#pending = undefined;
    }
  }

  async close(): Promise<void> {
    this.#child.stdin?.end();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS);
    await this.#ended;
    clearTimeout(force);
  }

  #say(words: EngineRequest): void {
    this.#child.stdin?.write(`${JSON.stringify(words)}\n`);
  }

  /** The engine cannot leave a file at once, so it is ended with it. */
  #drop(reason: unknown): void {
    this.#pending?.reject(reason instanceof Error ? reason : new Error(String(reason)));
    this.isOver = true;
    this.#child.kill('SIGKILL');
  }

  #endHung(milliseconds: number): void {
    this.#log.error('the engine is hung and is ended', { job_id: this.#pending?.job.job_id, milliseconds });
    this.#end(`it gave no sign of life for ${Math.round(milliseconds / 1000)} s and was ended`);
  }

  /** From now on it is not listened to: lines that it has written already may follow from what was wrong. */
  #end(how: string): void {
    this.#endedFor = how;
    this.isOver = true;
    this.#child.kill('SIGKILL');
  }

  #over(how: string): void {
    this.isOver = true;
    this.#silence.allow(undefined);
    this.#pending?.reject(new JobFailure('engine_crashed', `the engine died while it worked on this file: ${how}`));
  }

  #read(line: string): void {
    if (this.isOver) return;
    this.#silence.heard();
    const event = EngineEvent.safeParse(parseJson(line));
    if (event.success) {
      this.#handle(event.data);
      return;
    }
    this.#log.error('the engine said something that is not in the protocol and is ended', { line: line.slice(0, 500) });
    this.#end('it said something that is not in the protocol and was ended');
  }

  #handle(event: EngineEvent): void {
    if (event.type === 'ready') {
      this.#log.info('engine ready', event);
      this.#silence.allow(undefined);
      this.#becameReady(event);
      return;
    }
    if (this.#pending?.job.job_id === event.id) this.#answer(this.#pending, event);
  }

  #answer({ job, resolve, reject }: Pending, event: Exclude<EngineEvent, { type: 'ready' }>): void {
    if (event.type === 'started') job.on_started(event.duration_seconds);
    else if (event.type === 'segment') job.on_segment(event.segment);
    else if (event.type === 'part') job.on_part(event.part);
    else if (event.type === 'done') resolve(event);
    else if (event.type === 'stopped') reject(job.stop.reason ?? new Error('the engine stopped although nobody asked'));
    else if (event.type === 'error') reject(this.#failure(event));
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
