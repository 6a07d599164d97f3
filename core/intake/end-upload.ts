/** What clients do with an upload that was begun: fresh links, its end when all parts are there, or giving it up. */
import type { Upload, UploadEnded } from '../contracts/uploads.ts';
import { cancelOwnJob } from '../job/cancel.ts';
import type { EndJob } from '../job/end.ts';
import { ownJob } from '../job/own-job.ts';
import { RequestProblem } from '../shared/errors.ts';
import type { Table } from '../shared/table.ts';
import { type AwaitingJob, inParts, type Parts, type ShowUpload, shownUpload, uploadIsOver } from './shown-upload.ts';
import { missingParts, partsOf } from './upload-parts.ts';

export type EndUpload = ShowUpload & { table: Table };
export type Caller = { tenant: string; api_base: string };

/** @throws RequestProblem 404 for an upload that is not there or another tenant's; 409 when it is over */
export async function getUpload(deps: EndUpload, id: string, { tenant, api_base }: Caller): Promise<Upload> {
  return shownUpload(deps, await awaitingJob(deps, id, tenant), api_base);
}

/**
 * Makes one file of the parts. To ask again changes nothing.
 *
 * @throws RequestProblem as `getUpload`; 409 while parts are missing, which it names, and for a file that goes in one
 */
export async function completeUpload(deps: EndUpload, id: string, tenant: string): Promise<UploadEnded> {
  const job = await ownJob(deps.table, id, tenant);
  if (job.s3_key !== undefined) return { upload_id: id, status: 'complete' };
  const { awaited_upload } = await awaitingJob(deps, id, tenant);
  const upload = inParts(awaited_upload);
  if (!upload) throw conflict('the file is sent in one, and its upload ends with it; nothing is to be completed');
  await makeWhole(deps, upload, awaited_upload.size_bytes);
  return { upload_id: id, status: 'complete' };
}

async function makeWhole({ uploadLinks }: EndUpload, upload: Parts, size_bytes: number): Promise<void> {
  const there = await uploadLinks.partsOf(upload);
  if (!there) throw uploadIsOver();
  const wanted = partsOf(size_bytes, upload.part_bytes);
  const missing = missingParts(wanted, there);
  if (missing.length > 0) throw conflict(missingInWords(missing.map(({ number }) => number)));
  await uploadLinks.completeParts(
    upload,
    there.filter(({ number }) => number <= wanted.length),
  );
}

/**
 * Gives the upload up: what was sent of it goes, and its job is cancelled.
 *
 * @throws RequestProblem as `getUpload`
 */
export async function abortUpload(deps: EndUpload & EndJob, id: string, tenant: string): Promise<UploadEnded> {
  const { awaited_upload } = await awaitingJob(deps, id, tenant);
  const upload = inParts(awaited_upload);
  if (upload) await deps.uploadLinks.abortParts(upload);
  await cancelOwnJob(deps, id, tenant);
  return { upload_id: id, status: 'aborted' };
}

async function awaitingJob({ table }: EndUpload, id: string, tenant: string): Promise<AwaitingJob> {
  const { awaited_upload, ...job } = await ownJob(table, id, tenant);
  if (!awaited_upload) throw conflict('this job waits for no upload by links');
  if (job.s3_key !== undefined || job.status !== 'registered') throw uploadIsOver();
  return { ...job, awaited_upload };
}

const NAMED = 20;

function missingInWords(numbers: number[]): string {
  const others = numbers.length > NAMED ? ` and ${numbers.length - NAMED} more` : '';
  return `parts are missing, or not as long as they have to be: ${numbers.slice(0, NAMED).join(', ')}${others}; send them, with fresh links of getUpload if need be`;
}

function conflict(detail: string): RequestProblem {
  return new RequestProblem({ status: 409, code: 'conflict', detail });
}
