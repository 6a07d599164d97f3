/**
 * The event of an upload, as it comes from the queue. An empty object is not judged at once: mounts and programs put nothing,
 * and the file a moment later, under the same key.
 */
import type { UploadAgain } from '../contracts/messages.ts';
import type { Queue } from '../shared/ports.ts';
import { type Accepted, type AcceptUpload, acceptUpload } from './accept-upload.ts';
import type { UploadEvent } from './inspect-upload.ts';

export type ReceiveUpload = AcceptUpload & { uploads: Queue<UploadAgain> };

/** Longer than a mount takes between the two; SQS holds a message back for 900 s at most. */
export const EMPTY_SECONDS = 30;

/** @param options.again the event comes for the second time, held back since the first */
export async function receiveUpload(
  deps: ReceiveUpload,
  event: UploadEvent,
  options: { again: boolean },
): Promise<Accepted> {
  const accepted = await acceptUpload(deps, event, options);
  if (accepted.kind === 'postponed') await deps.uploads.send({ again: event }, { delay_seconds: EMPTY_SECONDS });
  return accepted;
}
