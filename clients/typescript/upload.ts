/** Sends a file by the links that the service gives for it: by one form, or in parts side by side. */
import type { Calls } from './calls.ts';
import type { Upload, UploadRequest } from './schema.ts';

type Fetch = (request: Request) => Promise<Response>;

/** As of the API's startUpload; the file's name and type are taken from a File, and its size always. */
export type UploadOptions = Partial<Omit<UploadRequest, 'size_bytes'>> & {
  signal?: AbortSignal;
  /** Called when a further part, or all of it, is there. */
  onProgress?: (sent: { sentBytes: number; sizeBytes: number }) => void;
  /** How many parts are sent side by side. Default 4. */
  parallel?: number;
};

type Sending = Pick<UploadOptions, 'signal' | 'onProgress'> & { file: Blob; fetch: Fetch; parallel: number };
type Part = NonNullable<Upload['multipart']>['parts'][number];

/** How often fresh links are asked for when parts were refused or lost, without a further part coming through. */
const ROUNDS_WITHOUT_PROGRESS = 3;

/** S3 took a file or a part of it not: its links have expired, say, or the connection was lost too often. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused';
}

export function uploader(calls: Calls, fetch: Fetch = (request) => globalThis.fetch(request)) {
  return async (file: Blob, options: UploadOptions = {}): Promise<Upload> => {
    const { signal, onProgress, parallel = 4, ...job } = options;
    const body = { file_name: nameOf(file), ...(file.type && { content_type: mediaType(file) }), ...job };
    const sending = { file, fetch, parallel, ...(signal && { signal }), ...(onProgress && { onProgress }) };
    const { data: upload } = await calls.POST('/api/v1/uploads', {
      body: { ...body, size_bytes: file.size },
      ...(signal && { signal }),
    });
    if (upload.post) await sendForm(upload.post, sending);
    else await sendParts(calls, upload, sending);
    return upload;
  };
}

/** Only a File has one; `openAsBlob` of Node gives none. */
function nameOf(file: Blob & { name?: string }): string {
  return file.name ?? 'audio';
}

/** Without parameters, such as those of `audio/webm;codecs=opus` from a browser's recorder: a link takes none. */
const mediaType = ({ type }: Blob) => type.split(';', 1)[0] ?? type;

async function sendForm(
  { url, fields }: NonNullable<Upload['post']>,
  { file, fetch, signal, onProgress }: Sending,
): Promise<void> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file);
  await send(fetch, new Request(url, { method: 'POST', body: form, signal: signal ?? null }));
  onProgress?.({ sentBytes: file.size, sizeBytes: file.size });
}

/** Whatever was lost is sent again by fresh links, as long as something comes through. */
async function sendParts(calls: Calls, upload: Upload, sending: Sending): Promise<void> {
  const path = { upload_id: upload.upload_id };
  const init = { params: { path }, ...(sending.signal && { signal: sending.signal }) };
  let [open, rounds] = [upload, 0];
  while (open.multipart && open.multipart.parts.length > 0) {
    const missing = open.multipart.parts.length;
    const failure = await sendRound(open.multipart, sending);
    if (!failure) break;
    ({ data: open } = await calls.GET('/api/v1/uploads/{upload_id}', init));
    rounds = (open.multipart?.parts.length ?? 0) < missing ? 0 : rounds + 1;
    if (rounds >= ROUNDS_WITHOUT_PROGRESS) throw failure;
  }
  await calls.POST('/api/v1/uploads/{upload_id}/complete', init);
}

/** @returns the first failure; the parts beside it are sent all the same */
async function sendRound(
  { parts, part_bytes }: NonNullable<Upload['multipart']>,
  { file, fetch, signal, onProgress, parallel }: Sending,
): Promise<Error | undefined> {
  const waiting = [...parts];
  let failure: Error | undefined;
  let missingBytes = parts.reduce((sum, { number }) => sum + slice(file, number, part_bytes).size, 0);
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      const body = slice(file, part.number, part_bytes);
      const error = await sendPart(fetch, part, body, signal);
      failure ??= error;
      if (error) continue;
      missingBytes -= body.size;
      onProgress?.({ sentBytes: file.size - missingBytes, sizeBytes: file.size });
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  return failure;
}

const slice = (file: Blob, number: number, bytes: number) => file.slice((number - 1) * bytes, number * bytes);

async function sendPart(fetch: Fetch, { url }: Part, body: Blob, signal?: AbortSignal): Promise<Error | undefined> {
  try {
    await send(fetch, new Request(url, { method: 'PUT', body, signal: signal ?? null }));
    return undefined;
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Straight to S3, without the API key. */
async function send(fetch: Fetch, request: Request): Promise<void> {
  const { method, url } = request;
  const answer = await fetch(request);
  const text = await answer.text();
  if (answer.ok) return;
  const { origin, pathname } = new URL(url);
  throw new UploadRefused(`${method} ${origin}${pathname} was refused with ${answer.status}: ${text.slice(0, 500)}`);
}
