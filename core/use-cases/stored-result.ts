/** The result that an attempt has put into S3: from then on the job is as good as done, whoever ends it. */
import { StoredDocument } from '../contracts/document.ts';
import { resultKey } from '../object-keys.ts';
import type { Objects } from '../ports.ts';
import type { UploadedJob } from '../transcript.ts';

export async function storedDocument(objects: Objects, job: UploadedJob): Promise<StoredDocument | undefined> {
  const text = await objects.getText(resultKey(job, 'json'));
  return text === undefined ? undefined : StoredDocument.parse(JSON.parse(text));
}

export async function hasResult(objects: Objects, job: UploadedJob): Promise<boolean> {
  return (await objects.head(resultKey(job, 'json'))) !== undefined;
}
