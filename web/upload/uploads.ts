/** The files that are on their way, a few at once; each says how far it is. */
import { type Signal, signal } from '@preact/signals';
import { messageOf } from '../shared/problem.ts';
import { giveUp, type JobOptions, sendFile } from './send-file.ts';

type State = 'waiting' | 'sending' | 'disconnected' | 'sent' | 'failed';
export type FileUpload = {
  id: number;
  file: File;
  options: JobOptions;
  state: Signal<State>;
  sentBytes: Signal<number>;
  /** Since when it is sent without a break, and what was there then: its speed is reckoned from these. */
  since: Signal<{ ms: number; bytes: number }>;
  problem: Signal<string>;
  abort: AbortController;
};

const AT_ONCE = 3;
/** Then the list of recordings has it. */
const SENT_SHOWN_MS = 4000;

export const uploads = signal<readonly FileUpload[]>([]);
/** Counts files that came to their end, so that lists look for their jobs. */
export const sentFiles = signal(0);
let last = 0;

export function upload(files: readonly File[], options: JobOptions): void {
  const added = files.map((file): FileUpload => {
    last += 1;
    return {
      id: last,
      file,
      options,
      state: signal<State>('waiting'),
      sentBytes: signal(0),
      since: signal({ ms: 0, bytes: 0 }),
      problem: signal(''),
      abort: new AbortController(),
    };
  });
  uploads.value = [...uploads.value, ...added];
  sendNext();
}

/** Sends again what failed; what is there of it already stays. */
export function sendAgain(one: FileUpload): void {
  one.state.value = 'waiting';
  one.problem.value = '';
  sendNext();
}

/** Gives it up if it is not sent yet, and takes it from the list. */
export function remove(one: FileUpload): void {
  const isSent = one.state.value === 'sent';
  one.abort.abort(new DOMException('given up', 'AbortError'));
  drop(one);
  if (!isSent) giveUp(one.file).catch(() => {});
  sendNext();
}

function drop({ id }: FileUpload): void {
  uploads.value = uploads.value.filter((other) => other.id !== id);
}

function sendNext(): void {
  const under = uploads.value.filter(({ state }) => state.value === 'sending' || state.value === 'disconnected').length;
  const next = uploads.value.filter(({ state }) => state.value === 'waiting').slice(0, Math.max(0, AT_ONCE - under));
  for (const one of next) void run(one);
}

async function run(one: FileUpload): Promise<void> {
  one.state.value = 'sending';
  restart(one);
  try {
    await sendFile(one.file, one.options, {
      signal: one.abort.signal,
      onProgress: (bytes) => {
        if (one.state.value === 'disconnected') setConnection(one, true);
        one.sentBytes.value = bytes;
      },
      onConnection: (isThere) => setConnection(one, isThere),
    });
    one.sentBytes.value = one.file.size;
    one.state.value = 'sent';
    sentFiles.value += 1;
    setTimeout(() => drop(one), SENT_SHOWN_MS);
  } catch (error) {
    if (one.abort.signal.aborted) return;
    one.state.value = 'failed';
    one.problem.value = messageOf(error);
  } finally {
    sendNext();
  }
}

function setConnection(one: FileUpload, isThere: boolean): void {
  if (isThere === (one.state.value !== 'disconnected')) return;
  one.state.value = isThere ? 'sending' : 'disconnected';
  if (isThere) restart(one);
}

function restart(one: FileUpload): void {
  one.since.value = { ms: performance.now(), bytes: one.sentBytes.value };
}

/** @returns bytes per second; undefined until it can be told */
export function speedOf({ sentBytes, since }: FileUpload): number | undefined {
  const seconds = (performance.now() - since.value.ms) / 1000;
  const bytes = sentBytes.value - since.value.bytes;
  return seconds > 0.5 && bytes > 0 ? bytes / seconds : undefined;
}

window.addEventListener('beforeunload', (event) => {
  if (uploads.value.some(({ state }) => !['sent', 'failed'].includes(state.value))) event.preventDefault();
});
