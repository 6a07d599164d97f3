/**
 * Sends a file by the links that the service gives for it. What was sent of a large one stays: after a lost connection, or when the
 * same file is chosen again, only what is missing is sent.
 */
import type { Upload, UploadRequest } from '../../clients/typescript/index.ts';
import { TranscriptionProblem } from '../../clients/typescript/index.ts';
import { api } from '../shared/session.ts';
import { ConnectionLost, send } from './xhr.ts';

export type JobOptions = Partial<Omit<UploadRequest, 'file_name' | 'size_bytes' | 'part_bytes'>>;
export type Sending = {
  signal: AbortSignal;
  /** @param sentBytes of the file, those that were there before included */
  onProgress: (sentBytes: number) => void;
  /** False while there is no connection. */
  onConnection: (isThere: boolean) => void;
};

/** Smaller ones go in one; of larger ones no more than this is sent twice. */
const PART_BYTES = 16 * 1024 ** 2;
const SIDE_BY_SIDE = 3;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 15_000];
/**
 * In a row, without a further part coming through: links that had expired are fresh by then; and a bucket that stays out of reach
 * for minutes while the API answers does not know this page's address.
 */
const [MOST_REFUSALS, MOST_LOSSES] = [3, 20];

/** @returns the id of its job */
export async function sendFile(file: File, options: JobOptions, sending: Sending): Promise<string> {
  const upload = (await begunBefore(file)) ?? (await begin(file, options, sending.signal));
  sessionStorage.setItem(placeOf(file), upload.upload_id);
  await sendAll(file, upload, sending);
  sessionStorage.removeItem(placeOf(file));
  return upload.job_id;
}

/** Gives it up, so that no job waits for it. */
export async function giveUp(file: File): Promise<void> {
  const upload_id = sessionStorage.getItem(placeOf(file));
  sessionStorage.removeItem(placeOf(file));
  if (upload_id !== null) await api().DELETE('/api/v1/uploads/{upload_id}', { params: { path: { upload_id } } });
}

const placeOf = ({ name, size, lastModified }: File) => `upload ${name} ${size} ${lastModified}`;

/** One that is over, or was removed, is begun anew. */
async function begunBefore(file: File): Promise<Upload | undefined> {
  const id = sessionStorage.getItem(placeOf(file));
  if (id === null) return undefined;
  try {
    return await freshLinks(id);
  } catch (error) {
    if (error instanceof TranscriptionProblem && [404, 409].includes(error.status)) return undefined;
    throw error;
  }
}

async function begin(file: File, options: JobOptions, signal: AbortSignal): Promise<Upload> {
  const type = file.type.split(';', 1)[0] ?? '';
  const body: UploadRequest = {
    ...options,
    file_name: file.name,
    size_bytes: file.size,
    ...(/^[\w.+-]+\/[\w.+-]+$/.test(type) && { content_type: type }),
    ...(file.size > PART_BYTES && { part_bytes: PART_BYTES }),
  };
  return (await api().POST('/api/v1/uploads', { body, signal })).data;
}

async function freshLinks(upload_id: string): Promise<Upload> {
  return (await api().GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id } } })).data;
}

/** Round after round, as long as something comes through. */
async function sendAll(file: File, first: Upload, sending: Sending): Promise<void> {
  const { signal, onConnection } = sending;
  let upload: Upload | undefined = first;
  for (let failures = 0; upload; ) {
    const missing = upload.multipart?.parts.length;
    try {
      await sendWhatIsMissing(file, upload, sending);
      return;
    } catch (error) {
      signal.throwIfAborted();
      const most = isLost(error) ? MOST_LOSSES : MOST_REFUSALS;
      if (failures >= most) throw error;
      if (isLost(error)) {
        onConnection(false);
        await connectionOr(waitAfter(failures), signal);
      }
      upload = await whatIsOpen(upload.upload_id, sending);
      failures = upload?.multipart?.parts.length === missing ? failures + 1 : 0;
    }
  }
}

/** Asked as often as the connection is lost. @returns undefined when all is there: an answer was lost, and nothing else */
async function whatIsOpen(upload_id: string, { signal, onConnection }: Sending): Promise<Upload | undefined> {
  for (let losses = 0; ; losses++) {
    try {
      const upload = await freshLinks(upload_id);
      onConnection(true);
      return upload;
    } catch (error) {
      if (error instanceof TranscriptionProblem && error.status === 409) return undefined;
      if (!isLost(error)) throw error;
      onConnection(false);
      await connectionOr(waitAfter(losses), signal);
    }
  }
}

const waitAfter = (failures: number) => Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);

/** `fetch` says a lost connection by a TypeError. */
const isLost = (error: unknown) => error instanceof ConnectionLost || error instanceof TypeError;

/** Until the browser has a connection again; a browser does not notice every loss, so for a while at most. */
function connectionOr(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      window.removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    const timer = setTimeout(end, ms);
    window.addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

async function sendWhatIsMissing(file: File, upload: Upload, sending: Sending): Promise<void> {
  if (upload.post) return sendForm(file, upload.post, sending);
  if (upload.multipart) await sendParts(file, upload.multipart, sending);
  await api().POST('/api/v1/uploads/{upload_id}/complete', { params: { path: { upload_id: upload.upload_id } } });
}

async function sendForm(file: File, { url, fields }: NonNullable<Upload['post']>, sending: Sending): Promise<void> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  body.append('file', file);
  const onProgress = (sent: number) => sending.onProgress(Math.min(sent, file.size));
  await send({ method: 'POST', url, body, signal: sending.signal, onProgress });
}

type Parts = NonNullable<Upload['multipart']>;

async function sendParts(file: File, { parts, part_bytes }: Parts, { signal, onProgress }: Sending): Promise<void> {
  const sliceOf = (number: number) => file.slice((number - 1) * part_bytes, number * part_bytes);
  const before = file.size - parts.reduce((sum, { number }) => sum + sliceOf(number).size, 0);
  const sent = new Map<number, number>();
  const told = (number: number, bytes: number) => {
    sent.set(number, bytes);
    onProgress(before + [...sent.values()].reduce((sum, one) => sum + one, 0));
  };
  const waiting = [...parts];
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const { number, url } = part;
      const body = sliceOf(number);
      told(number, 0);
      await send({ method: 'PUT', url, body, signal, onProgress: (bytes) => told(number, bytes) });
    }
  };
  // Each lane to its end, so that none goes on while the next round begins.
  const ends = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, lane));
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed) throw failed.reason;
}
