/** One engine process, which speaks `core/contracts/engine-protocol.ts`: from its start over its files to its end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  type EngineDone,
  EngineEvent,
  type EngineReady,
  type EngineRequest,
} from '../../core/contracts/engine-protocol.ts';
import { orAborted, whenAborted } from '../../core/shared/abort.ts';
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
  /** By the id of the request. */
  readonly #pending = new Map<string, Pending>();
  /** Requests that were dropped and that the engine is not through with, for the sake of others. */
  readonly #leaving = new Set<string>();
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

  /** Files may be in it side by side; it answers in the order in which they came. */
  async transcribe(job: EngineJob): Promise<EngineDone> {
    const id = this.#idFor(job);
    const takeBack = [whenAborted(job.signal, () => this.#drop(id, job.signal.reason))];
    try {
      job.stop.throwIfAborted();
      const { device } = await orAborted(this.ready, job.signal);
      if (this.isOver) throw new JobFailure('engine_crashed', 'the engine died before it could start on this file');
      takeBack.push(whenAborted(job.stop, () => this.#say({ type: 'stop', id })));
      this.#silence.allow(this.#limits.file[device]);
      return await new Promise<EngineDone>((resolve, reject) => {
        this.#pending.set(id, { job, resolve, reject });
        this.#say(transcribeRequest(id, job));
        if (job.stop.aborted) this.#say({ type: 'stop', id });
      });
    } finally {
      for (const one of takeBack) one();
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#silence.allow(undefined);
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

  /** The job's own, unless the engine still has a file that was dropped under it. */
  #idFor({ job_id }: EngineJob): string {
    let id = job_id;
    for (let again = 2; this.#leaving.has(id); again += 1) id = `${job_id}/${again}`;
    return id;
  }

  /** The engine cannot leave a file at once, so it is ended with it, unless others are in it: they shall not begin again. */
  #drop(id: string, reason: unknown): void {
    const dropped = this.#pending.get(id);
    if (!dropped) return;
    this.#pending.delete(id);
    dropped.reject(reason instanceof Error ? reason : new Error(String(reason)));
    if (this.#pending.size > 0) {
      this.#leaving.add(id);
      this.#say({ type: 'stop', id });
    } else {
      this.isOver = true;
      this.#child.kill('SIGKILL');
    }
  }

  #endHung(milliseconds: number): void {
    this.#log.error('the engine is hung and is ended', { job_ids: this.#jobIds(), milliseconds });
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
    const died = () => new JobFailure('engine_crashed', `the engine died while it worked on this file: ${how}`);
    for (const { reject } of this.#pending.values()) reject(died());
  }

  #jobIds(): string[] {
    return [...this.#pending.values()].map(({ job }) => job.job_id);
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
    const pending = this.#pending.get(event.id);
    if (pending) this.#answer(pending, event);
    else if (event.type === 'done' || event.type === 'stopped' || event.type === 'error')
      this.#leaving.delete(event.id);
  }

  #answer({ job, resolve, reject }: Pending, event: Exclude<EngineEvent, { type: 'ready' }>): void {
    if (event.type === 'started') job.on_started(event.duration_seconds);
    else if (event.type === 'segment') job.on_segment(event.segment);
    else if (event.type === 'part') job.on_part(event.part);
    else if (event.type === 'done') resolve(event);
    else if (event.type === 'stopped') reject(job.stop.reason ?? new Error('the engine stopped although nobody asked'));
    else if (event.type === 'error') reject(this.#failure(job, event));
  }

  #failure({ job_id }: EngineJob, { code, message }: Extract<EngineEvent, { type: 'error' }>): JobFailure {
    // After such a failure the state of its device cannot be trusted.
    if (code === 'engine_crashed') this.isOver = true;
    if (code !== 'internal') return new JobFailure(code, message);
    this.#log.error('the engine failed on a file', { job_id, reason: message });
    return new JobFailure(
      code,
      'the engine failed on this file; send it again, or ask the operator to look at the job',
    );
  }
}
